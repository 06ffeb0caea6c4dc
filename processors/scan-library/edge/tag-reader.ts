import type { Logger } from 'pino'
import { z } from 'zod'
import type { ChildLimits } from '../../../streams/engine/sandbox/child.ts'
import { RESIDENT_BYTES, openFileParser } from '../../shared/tags/file-parser.ts'
import type { FileRequest } from '../../shared/tags/file-request.ts'
import { LONGEST_TEXT } from '../../shared/text/clean-text.ts'
import { LONGEST_CHAPTER, MAX_CHAPTERS } from '../tags.ts'
import type { Tags } from '../tags.ts'
import { LONGEST_CUE_SHEET } from '../cue-sheet.ts'
import { LONGEST_NAME, MAX_NAMES } from '../tags/credits.ts'
import { MAX_GENRES } from '../tags/genres.ts'
import { MAX_IDS } from '../tags/values.ts'

export interface TagAnswer {
  /** Null when they cannot be read. */
  readonly tags: Tags | null
  /** Why not; empty when they can. */
  readonly why: string
  /** The cue sheet in them; null or left out: they have none. */
  readonly cueSheet?: string | null | undefined
}

export interface TagReader {
  /** Never throws: a file whose tags cannot be read, for whatever reason, is an answer too. */
  read(file: FileRequest): Promise<TagAnswer>
  close(): Promise<void>
}

/** Of a library, one that may soon be read. */
export interface SandboxedTagReader extends TagReader {
  /** Starts processes for some library folders, as many as there may be, so that the next file need not wait for one. */
  prepare(libraries: readonly { readonly folder: string }[]): void
}

const TAG_PROCESSES = 2
/** A process stays for longer than this: a folder that changes all the time asks for it no more often. */
const PREPARED_FOR_MS = 20_000
/** A disk that is slow or starts up is no hang. */
const LIMITS: ChildLimits = { answerMs: 10_000, residentBytes: RESIDENT_BYTES }

/** In code points, of at most two units each. */
const text = z.string().max(2 * LONGEST_TEXT)
const textOrNull = text.nullable()
const number = z.number().nullable()
const names = z.array(z.string().max(2 * LONGEST_NAME)).max(MAX_NAMES)
const genres = z.array(text).max(MAX_GENRES)
const uuid = z.string().length(36)
const id = uuid.nullable()
const ids = z.array(uuid).max(MAX_IDS)
/** What a process that parses untrusted bytes may say. */
const answer = z.object({
  tags: z
    .object({
      ...{ container: text, codec: text, durationMs: number, hasArt: z.boolean(), artVersion: textOrNull },
      ...{ title: text, artist: text, album: text, albumArtist: textOrNull, licence: textOrNull },
      ...{ artists: names, albumArtists: names, featuredArtists: names, composers: names },
      ...{ titleSort: textOrNull, artistSort: textOrNull, albumSort: textOrNull, albumArtistSort: textOrNull },
      ...{ genres, moods: genres, year: number, originalYear: number, compilation: z.boolean() },
      ...{ trackNumber: number, trackTotal: number, discNumber: number, discTotal: number, discSubtitle: textOrNull },
      ...{ work: textOrNull, comment: textOrNull, grouping: textOrNull, bpm: number, musicalKey: textOrNull },
      ...{ replayGainTrackDb: number, replayGainAlbumDb: number },
      ...{ replayGainTrackPeak: number, replayGainAlbumPeak: number },
      lyrics: z.enum(['none', 'plain', 'timed']),
      musicBrainz: z
        .object({
          ...{ recordingId: id, trackId: id, releaseId: id, releaseGroupId: id, workId: id },
          ...{ artistIds: ids, albumArtistIds: ids },
        })
        .nullable(),
      chapters: z
        .array(z.object({ title: z.string().max(2 * LONGEST_CHAPTER), startMs: z.number().int().nonnegative() }))
        .max(MAX_CHAPTERS),
    })
    .nullable(),
  why: text,
  cueSheet: z.string().max(LONGEST_CUE_SHEET).nullable().optional(),
})

/** Reads tags in sandboxed processes. @param program of a child; it maps a FileRequest to a TagAnswer. */
export function openTagReader(
  log: Logger,
  program: URL = new URL('./tag-worker.ts', import.meta.url),
  limits: Partial<ChildLimits> = {},
): SandboxedTagReader {
  let preparedAt = -Infinity
  const parser = openFileParser({ program, log, size: TAG_PROCESSES, limits: { ...LIMITS, ...limits } })
  return {
    async read({ library, path, lyricsPath = null }) {
      try {
        return answer.parse(await parser.parse({ library, path, lyricsPath } satisfies FileRequest))
      } catch (error) {
        return { tags: null, why: error instanceof Error ? error.message : String(error) }
      }
    },
    prepare(libraries) {
      const now = performance.now()
      if (now - preparedAt < PREPARED_FOR_MS) return
      preparedAt = now
      // Nothing has this path: the process is started for the request, and answers that it is no file.
      for (const { folder } of libraries.slice(0, TAG_PROCESSES))
        void parser.parse({ library: folder, path: '' } satisfies FileRequest).catch(() => undefined)
    },
    close: () => parser.close(),
  }
}
