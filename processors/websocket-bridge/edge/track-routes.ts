import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { EXCLUSIONS, similarItems } from '../similar.ts'
import { unheardFiles } from '../unheard.ts'
import { limitOf, pageOfTracks, trackItem, trackQuery } from '../track-query.ts'
import { entryOf, progressOf } from './library.ts'
import type { LibraryReader } from './library.ts'
import { parsedQuery } from './query.ts'

interface TrackRoute {
  readonly Params: { readonly id: string }
}

const similarQuery = z.object({
  limit: limitOf(10),
  /** Separated by commas. */
  exclude: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(EXCLUSIONS)))
    .default([]),
})
const unheardQuery = z.object({ limit: limitOf(200) })

/** What is in the library, and what sounds alike. */
export function trackRoutes(app: FastifyInstance, library: LibraryReader): void {
  app.get('/api/library', () => progressOf(library()))

  app.get('/api/library/unheard', (request) =>
    unheardFiles(library().catalogue.content, parsedQuery(unheardQuery, request.query).limit),
  )

  app.get('/api/tracks', (request) => pageOfTracks(library().catalogue.content, parsedQuery(trackQuery, request.query)))

  app.get<TrackRoute>('/api/tracks/:id', (request) => {
    const { content } = library().catalogue
    const entry = entryOf(content, request.params.id)
    const sound = content.sounds.get(entry.reference.trackId)
    const { peaks, ...features } = sound ?? { peaks: [] }
    return { ...trackItem(content, entry), peaks: [...peaks], features: sound === undefined ? null : features }
  })

  app.get<TrackRoute>('/api/tracks/:id/similar', (request) => {
    const { catalogue, index } = library()
    const { reference } = entryOf(catalogue.content, request.params.id)
    const { limit, exclude } = parsedQuery(similarQuery, request.query)
    return {
      items: similarItems(catalogue.content, index.content, reference.trackId, limit, exclude),
      nextCursor: null,
    }
  })
}
