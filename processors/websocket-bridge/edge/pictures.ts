import { readFile, writeFile } from 'node:fs/promises'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { openFileParser } from '../../shared/tags/file-parser.ts'
import { pictureHeader } from '../../shared/pictures/picture-header.ts'
import type { Rgb } from '../cover-colour.ts'
import { COVER_SIZES } from '../cover-size.ts'
import type { CoverSize } from '../cover-size.ts'
import { Problem } from '../problem.ts'
import type { DiskCache } from './disk-cache.ts'
import { pictureAnswer } from './picture-request.ts'
import type { PictureAnswer, PictureRequest } from './picture-request.ts'
import type { PictureSource } from './picture-sources.ts'

/** A browser asks for six at a time; what more than some pages ask for would be answered too late. */
const MAX_WAITING = 100
/** A decoder of the largest picture takes some 400 MiB and some seconds. */
const LIMITS = { answerMs: 20_000, residentBytes: 2 ** 29 }
/** Pictures that could not be shown, so that each is tried once; for as long as that may pass, once in this time. */
const MAX_FAILED = 10_000
const TRIED_AGAIN_AFTER_MS = 60_000
/** A cover is kept behind its colour. */
const COLOUR_BYTES = 3

export interface Cover {
  readonly bytes: Uint8Array
  readonly type: string
  readonly colour: Rgb
}

/** Null: there is no picture, none that can be shown, or it cannot be read. */
export interface PictureReader {
  /**
   * A picture of one of the sizes, or smaller where the picture itself is. Made once, then kept on disk.
   * @throws {Problem} `too-busy`: too many others wait.
   */
  cover(source: PictureSource, size: CoverSize): Promise<Cover | null>
  /** The picture as it is, to 5 MiB. @throws {Problem} `too-busy` */
  original(source: PictureSource): Promise<Omit<Cover, 'colour'> | null>
  close(): Promise<void>
}

/**
 * Reads and scales pictures in a sandboxed process, one at a time: they come from anywhere, and a parser that hangs or fills
 * its memory must not take the bridge with it.
 * @param onFailure told when it failed at a picture, which then is not shown.
 * @param triedAgainAfterMs how long a picture is left alone that could not be read.
 */
export function pictureReader(
  log: Logger,
  cache: DiskCache,
  onFailure: (error: unknown, source: PictureSource) => void,
  triedAgainAfterMs = TRIED_AGAIN_AFTER_MS,
): PictureReader {
  const program = new URL('./picture-worker.ts', import.meta.url)
  const parser = openFileParser({ program, log, size: 1, limits: LIMITS })
  const making = new Map<string, Promise<PictureAnswer>>()
  const failed = new LRUCache<string, true>({ max: MAX_FAILED })

  const ask = async (source: PictureSource, size: CoverSize | null): Promise<PictureAnswer> => {
    if (making.size >= MAX_WAITING)
      throw new Problem('too-busy', 'Too many covers are asked for: ask again in a moment.')
    const { library, path, isEmbedded } = source
    const request: PictureRequest = { library, path, isEmbedded, size }
    try {
      const answer = pictureAnswer.parse(await parser.parse(request))
      // Without room on the disk it is shown all the same, and made again.
      if (answer?.kind === 'scaled') await keepAll(source, answer).catch((error: unknown) => onFailure(error, source))
      return answer
    } catch (error) {
      onFailure(error, source)
      return { kind: 'unreadable', why: 'its reader failed' }
    }
  }
  const keepAll = async ({ version }: PictureSource, answer: Extract<PictureAnswer, { kind: 'scaled' }>) => {
    for (const { size, bytes } of answer.covers) {
      const name = nameOf(version, size)
      const draft = cache.draft(name)
      await writeFile(draft, Buffer.concat([Buffer.from(answer.colour), bytes]))
      await cache.keep(name, draft)
    }
  }
  /** What is asked for while it is made already is made once. */
  const asked = async (source: PictureSource, size: CoverSize | null): Promise<PictureAnswer> => {
    const name = nameOf(source.version, size)
    if (failed.get(name) === true) return null
    const running = making.get(name)
    if (running !== undefined) return running
    const started = ask(source, size)
    making.set(name, started)
    try {
      const answer = await started
      if (answer === null) failed.set(name, true)
      if (answer?.kind === 'unreadable') failed.set(name, true, { ttl: triedAgainAfterMs })
      return answer
    } finally {
      making.delete(name)
    }
  }

  const cover: PictureReader['cover'] = async (source, size) => {
    const kept = await keptIn(cache, nameOf(source.version, size))
    if (kept !== null) return kept
    const answer = await asked(source, size)
    const made = answer?.kind === 'scaled' ? answer.covers.find((each) => each.size === size) : undefined
    return made === undefined || answer?.kind !== 'scaled' ? null : jpeg(made.bytes, answer.colour)
  }

  return {
    cover,
    async original(source) {
      // A header says nothing of the pixels: what is damaged is found by making the smallest cover, which is kept.
      if ((await cover(source, COVER_SIZES[0])) === null) return null
      const answer = await asked(source, null)
      const type = answer?.kind === 'original' ? pictureHeader(answer.bytes)?.type : undefined
      return answer?.kind === 'original' && type !== undefined ? { bytes: answer.bytes, type } : null
    },
    close: () => parser.close(),
  }
}

const nameOf = (version: string, size: CoverSize | null): string => `${version}-${size ?? 'original'}`

const jpeg = (bytes: Uint8Array, colour: Rgb): Cover => ({ bytes, type: 'image/jpeg', colour })

async function keptIn(cache: DiskCache, name: string): Promise<Cover | null> {
  const path = cache.find(name)
  // Another process may have emptied the folder.
  const bytes = path === null ? null : await readFile(path).catch(() => null)
  if (bytes === null || bytes.length <= COLOUR_BYTES) return null
  const [red = 0, green = 0, blue = 0] = bytes
  return jpeg(bytes.subarray(COLOUR_BYTES), [red, green, blue])
}
