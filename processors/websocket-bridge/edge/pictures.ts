import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { AudioReference } from '../../../schemas/generated.ts'
import { RESIDENT_BYTES, openFileParser } from '../../shared/tags/file-parser.ts'
import { MAX_ORIGINAL_BYTES } from '../media-type.ts'
import { Problem } from '../problem.ts'
import { openLibraryFile } from './library-file.ts'

/** In all at most this many times MAX_ORIGINAL_BYTES, and seldom a tenth of it. */
const KEPT_PICTURES = 20
/** A browser asks for six at a time; what more than some pages ask for would be answered too late. */
const MAX_WAITING = 100
const LIMITS = { answerMs: 5_000, residentBytes: RESIDENT_BYTES }

export interface PictureReader {
  /**
   * The picture that a file embeds. Null: it has none, none that is small enough, or its tags cannot be read.
   * @throws {Problem} `file-gone`; `too-busy`: too many others wait.
   */
  read(reference: AudioReference, folders: readonly string[]): Promise<Uint8Array | null>
  close(): Promise<void>
}

const answered = z
  .instanceof(Uint8Array)
  .refine(({ length }) => length <= MAX_ORIGINAL_BYTES)
  .nullable()

/**
 * Reads pictures in a sandboxed process, one at a time: tags come from anywhere, and a parser that hangs or fills its memory
 * must not take the bridge with it.
 * @param onFailure told when it failed at a file, which then has no picture.
 */
export function pictureReader(
  log: Logger,
  onFailure: (error: unknown, reference: AudioReference) => void,
): PictureReader {
  const kept = new LRUCache<string, Promise<Uint8Array | null>>({ max: KEPT_PICTURES })
  const program = new URL('./picture-worker.ts', import.meta.url)
  const parser = openFileParser({ program, log, size: 1, limits: LIMITS })

  let waiting = 0
  const ask = async (reference: AudioReference, folders: readonly string[]): Promise<Uint8Array | null> => {
    const { handle } = await openLibraryFile(reference, folders)
    await handle.close() // the process that parses it opens its own
    if (waiting >= MAX_WAITING) throw new Problem('too-busy', 'Too many covers are asked for: ask again in a moment.')
    waiting += 1
    try {
      return answered.parse(await parser.parse(reference))
    } catch (error) {
      onFailure(error, reference)
      return null
    } finally {
      waiting -= 1
    }
  }

  return {
    read(reference, folders) {
      const known = kept.get(reference.contentHash)
      if (known !== undefined) return known
      const asked = ask(reference, folders)
      kept.set(reference.contentHash, asked)
      asked.catch(() => kept.delete(reference.contentHash))
      return asked
    },
    close: () => parser.close(),
  }
}
