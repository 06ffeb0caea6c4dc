import type { FastifyInstance } from 'fastify'
import { listLyrics } from '../../../schemas/http.ts'
import { lyricsFormOf } from '../../shared/tags/lyrics.ts'
import type { HeldReference } from '../catalogue.ts'
import { Problem } from '../problem.ts'
import type { LibraryReader } from './library.ts'
import { entryOf } from './library.ts'
import { openLibraryFile } from './library-file.ts'
import type { LyricsReader } from './lyrics.ts'
import { serve } from './routes.ts'

/** Whether a copy of the file of a track is where it was scanned. */
async function isThere(copy: HeldReference, folders: readonly string[]): Promise<boolean> {
  try {
    const { handle } = await openLibraryFile(copy, folders)
    await handle.close()
    return true
  } catch (error) {
    if (error instanceof Problem && error.details.code === 'file-gone') return false
    throw error
  }
}

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
    const { lyricsFrom } = reference
    const isGone = lyricsFrom !== null && !(await isThere({ ...reference, ...lyricsFrom }, folders))
    const lines = await lyrics.linesOf(lyricsFrom === null || isGone ? reference : lyricsFrom)
    void reply.header('cache-control', 'private, no-cache')
    const form = lyricsFormOf(lines)
    return { form, items: form === 'none' ? [] : [...lines], nextCursor: null }
  })
}
