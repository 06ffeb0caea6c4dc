import type { FastifyInstance } from 'fastify'
import { listLyrics } from '../../../schemas/http.ts'
import { lyricsFormOf } from '../../shared/tags/lyrics.ts'
import type { LibraryReader } from './library.ts'
import { entryOf } from './library.ts'
import { openLibraryFile } from './library-file.ts'
import type { LyricsReader } from './lyrics.ts'
import { serve } from './routes.ts'

/** Lyrics, by the id of a track: never by a path that a client names. */
export function lyricsRoutes(
  app: FastifyInstance,
  library: LibraryReader,
  lyrics: LyricsReader,
  folders: readonly string[],
): void {
  serve(app, listLyrics, async (_query, { params }, reply) => {
    const { reference } = entryOf(library().catalogue.content, params.id)
    const { handle } = await openLibraryFile(reference, folders)
    await handle.close() // the process that parses it opens its own
    const lines = await lyrics.linesOf(reference)
    void reply.header('cache-control', 'private, no-cache')
    const form = lyricsFormOf(lines)
    return { form, items: form === 'none' ? [] : [...lines], nextCursor: null }
  })
}
