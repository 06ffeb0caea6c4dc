import type { FastifyInstance } from 'fastify'
import {
  listFailedFiles,
  listNamedTracks,
  listSimilar,
  listTrackLetters,
  listTracks,
  readLibrary,
  readTrack,
} from '../../../schemas/http.ts'
import { failedFiles } from '../failed-files.ts'
import { similarItems } from '../similar.ts'
import { describedTrack } from '../track-item.ts'
import { lettersOfTracks, namedTracks, pageOfTracks } from '../track-query.ts'
import { entryOf, progressOf } from './library.ts'
import type { LibraryReader } from './library.ts'
import { serve } from './routes.ts'

/** The library, its tracks, and the tracks similar to one. */
export function trackRoutes(app: FastifyInstance, library: LibraryReader): void {
  serve(app, readLibrary, () => progressOf(library()))

  serve(app, listFailedFiles, ({ limit }) => failedFiles(library().catalogue.content, limit))

  serve(app, listTracks, (query) => pageOfTracks(library().catalogue.content, query))

  serve(app, listTrackLetters, (query) => lettersOfTracks(library().catalogue.content, query))

  serve(app, listNamedTracks, (query) => namedTracks(library().catalogue.content, query))

  serve(app, readTrack, (_query, { params }) => {
    const { content } = library().catalogue
    return describedTrack(content, entryOf(content, params.id))
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
