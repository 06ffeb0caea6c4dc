import type { FastifyInstance } from 'fastify'
import {
  listFailedFiles,
  listSimilar,
  listTrackLetters,
  listTracks,
  readLibrary,
  readTrack,
} from '../../../schemas/http.ts'
import { failedFiles } from '../failed-files.ts'
import { similarItems } from '../similar.ts'
import { lettersOfTracks, pageOfTracks, trackItem } from '../track-query.ts'
import { entryOf, progressOf } from './library.ts'
import type { LibraryReader } from './library.ts'
import { serve } from './routes.ts'

/** The library, its tracks, and the tracks similar to one. */
export function trackRoutes(app: FastifyInstance, library: LibraryReader): void {
  serve(app, readLibrary, () => progressOf(library()))

  serve(app, listFailedFiles, ({ limit }) => failedFiles(library().catalogue.content, limit))

  serve(app, listTracks, (query) => pageOfTracks(library().catalogue.content, query))

  serve(app, listTrackLetters, (query) => lettersOfTracks(library().catalogue.content, query))

  serve(app, readTrack, (_query, { params }) => {
    const { content } = library().catalogue
    const entry = entryOf(content, params.id)
    const analysed = content.sounds.get(entry.reference.trackId)
    if (analysed === undefined) return { ...trackItem(content, entry), peaks: [], features: null }
    const { peaks, ...features } = analysed
    return { ...trackItem(content, entry), peaks: [...peaks], features }
  })

  serve(app, listSimilar, ({ limit, exclude }, { params }) => {
    const { catalogue, index } = library()
    const { reference } = entryOf(catalogue.content, params.id)
    return {
      items: similarItems(catalogue.content, index.content, reference.trackId, limit, exclude),
      nextCursor: null,
    }
  })
}
