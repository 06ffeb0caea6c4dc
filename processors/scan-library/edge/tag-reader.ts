import type { Logger } from 'pino'
import { z } from 'zod'
import type { ChildLimits } from '../../../streams/engine/sandbox/child.ts'
import { RESIDENT_BYTES, openFileParser } from '../../shared/tags/file-parser.ts'
import type { FileRequest } from '../../shared/tags/file-request.ts'
import { LONGEST_TEXT } from '../../shared/text/clean-text.ts'
import { MAX_GENRES } from '../tags.ts'
import type { Tags } from '../tags.ts'

export interface TagAnswer {
  /** Null when they cannot be read. */
  readonly tags: Tags | null
  /** Why not; empty when they can. */
  readonly why: string
}

export interface TagReader {
  /** Never throws: a file whose tags cannot be read, for whatever reason, is an answer too. */
  read(file: FileRequest): Promise<TagAnswer>
  close(): Promise<void>
}

const PROCESSES = 2
/** A disk that is slow or starts up is no hang. */
const LIMITS: ChildLimits = { answerMs: 10_000, residentBytes: RESIDENT_BYTES }

/** In code points, of at most two units each. */
const text = z.string().max(2 * LONGEST_TEXT)
const number = z.number().nullable()
/** What a process that parses untrusted bytes may say. */
const answer = z.object({
  tags: z
    .object({
      ...{ container: text, codec: text, title: text, artist: text, album: text },
      ...{ albumArtist: text.nullable(), licence: text.nullable() },
      ...{
        durationMs: number,
        year: number,
        trackNumber: number,
        replayGainTrackDb: number,
        replayGainAlbumDb: number,
      },
      genres: z.array(text).max(MAX_GENRES),
      hasArt: z.boolean(),
      artVersion: text.nullable(),
    })
    .nullable(),
  why: text,
})

/** Reads tags in sandboxed processes. @param program of a child; it maps a FileRequest to a TagAnswer. */
export function openTagReader(
  log: Logger,
  program: URL = new URL('./tag-worker.ts', import.meta.url),
  limits: Partial<ChildLimits> = {},
): TagReader {
  const parser = openFileParser({ program, log, size: PROCESSES, limits: { ...LIMITS, ...limits } })
  return {
    async read({ library, path }) {
      try {
        return answer.parse(await parser.parse({ library, path }))
      } catch (error) {
        return { tags: null, why: error instanceof Error ? error.message : String(error) }
      }
    },
    close: () => parser.close(),
  }
}
