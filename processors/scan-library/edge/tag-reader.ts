import { openWorkerPool } from '../../../streams/engine/workers/worker-pool.ts'
import type { Tags } from '../tags.ts'

export interface TagAnswer {
  /** Null when they cannot be read. */
  readonly tags: Tags | null
  /** Why not; empty when they can. */
  readonly why: string
}

export interface TagReader {
  /** Never throws: a file whose tags cannot be read, for whatever reason, is an answer too. */
  read(file: string): Promise<TagAnswer>
  close(): Promise<void>
}

const WORKERS = 2
const TIME_LIMIT_MS = 10_000
const MEMORY_MB = 256

/**
 * Reads tags in workers with limits of time and memory: files may come from anyone, and there are advisories about parsers
 * of their formats that loop for ever or fill the memory (music-metadata before 11.16).
 * @param module what the workers run; its handler maps the absolute path of a file to a TagAnswer.
 */
export function openTagReader(
  module: URL = new URL('./tag-worker.ts', import.meta.url),
  timeLimitMs: number = TIME_LIMIT_MS,
): TagReader {
  const pool = openWorkerPool<string>(module, { workers: WORKERS, timeLimitMs, memoryMb: MEMORY_MB })
  return {
    async read(file) {
      try {
        return (await pool.run(file)) as TagAnswer // what the module's handler gives
      } catch (error) {
        return { tags: null, why: error instanceof Error ? error.message : String(error) }
      }
    },
    close: pool.close,
  }
}
