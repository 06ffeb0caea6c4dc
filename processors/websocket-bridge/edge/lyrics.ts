import type { Logger } from 'pino'
import { z } from 'zod'
import type { LyricsPlace } from '../../../schemas/generated.ts'
import { LONGEST_TEXT } from '../../shared/text/clean-text.ts'
import { RESIDENT_BYTES, openFileParser } from '../../shared/tags/file-parser.ts'
import type { FileRequest } from '../../shared/tags/file-request.ts'
import { MAX_LYRIC_LINES } from '../../shared/tags/lyrics.ts'
import type { LyricLine } from '../../shared/tags/lyrics.ts'
import { Problem } from '../problem.ts'

/** A page asks for those of the track that plays. */
const MAX_WAITING = 100
const LIMITS = { answerMs: 10_000, residentBytes: RESIDENT_BYTES }

/** What a process that parses untrusted bytes may say. */
const answer = z
  .array(z.object({ timeMs: z.number().int().nonnegative().nullable(), text: z.string().max(2 * LONGEST_TEXT) }))
  .max(MAX_LYRIC_LINES)

export interface LyricsReader {
  /**
   * The lyrics of an audio file, in its tags or beside it, line by line; none also when they cannot be read.
   * @throws {Problem} `too-busy`: too many others wait.
   */
  linesOf(place: LyricsPlace): Promise<readonly LyricLine[]>
  close(): Promise<void>
}

/** Reads lyrics in a sandboxed process, one file at a time, as tags are read. Nothing of them is kept. */
export function lyricsReader(log: Logger): LyricsReader {
  const program = new URL('./lyrics-worker.ts', import.meta.url)
  const parser = openFileParser({ program, log, size: 1, limits: LIMITS })
  let waiting = 0
  return {
    async linesOf({ library, path, lyricsPath }) {
      if (waiting >= MAX_WAITING) throw new Problem('too-busy', 'Too many lyrics are asked for: ask again in a moment.')
      waiting += 1
      try {
        return answer.parse(await parser.parse({ library, path, lyricsPath } satisfies FileRequest))
      } catch (error) {
        log.warn({ err: error, library, path }, `The lyrics of ${path} cannot be read.`)
        return []
      } finally {
        waiting -= 1
      }
    },
    close: () => parser.close(),
  }
}
