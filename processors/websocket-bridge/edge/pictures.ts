import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { AudioReference } from '../../../schemas/generated.ts'
import { openWorkerPool } from '../../../streams/engine/workers/worker-pool.ts'
import { Problem } from '../problem.ts'
import { openLibraryFile } from './library-file.ts'

/** In all at most this many times MAX_PICTURE_BYTES, and seldom a tenth of it. */
const KEPT_PICTURES = 20
/** A browser asks for six at a time; what more than some pages ask for would be answered too late. */
const MAX_WAITING = 100
const PARSE_WITHIN_MS = 5_000
const WORKER_MEMORY_MB = 128

export interface PictureReader {
  /**
   * The picture that a file embeds. Null: it has none, none that is small enough, or its tags cannot be read.
   * @throws {Problem} `file-gone`; `too-busy`: too many others wait.
   */
  read(reference: AudioReference, folders: readonly string[]): Promise<Uint8Array | null>
  close(): Promise<void>
}

export interface PictureQuestion {
  readonly reference: AudioReference
  readonly folders: readonly string[]
}

const answered = z.instanceof(Uint8Array).nullable()

/**
 * Reads pictures in a worker of its own, one at a time: tags come from anywhere, and a parser that hangs or fills its memory
 * must not take the bridge with it.
 * @param onFailure told when the worker failed at a file, which then has no picture.
 */
export function pictureReader(onFailure: (error: unknown, reference: AudioReference) => void): PictureReader {
  const kept = new LRUCache<string, Promise<Uint8Array | null>>({ max: KEPT_PICTURES })
  const worker = openWorkerPool<PictureQuestion>(new URL('./picture-worker.ts', import.meta.url), {
    workers: 1,
    timeLimitMs: PARSE_WITHIN_MS,
    memoryMb: WORKER_MEMORY_MB,
  })

  let waiting = 0
  const ask = async (reference: AudioReference, folders: readonly string[]): Promise<Uint8Array | null> => {
    const { handle } = await openLibraryFile(reference, folders)
    await handle.close() // the worker opens its own: one that is ended in the middle of a read leaves no shared file open
    if (waiting >= MAX_WAITING) throw new Problem('too-busy', 'Too many covers are asked for: ask again in a moment.')
    waiting += 1
    try {
      return answered.parse(await worker.run({ reference, folders }))
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
    close: () => worker.close(),
  }
}
