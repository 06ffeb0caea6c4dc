import type { Tags } from '../tags.ts'
import { openLanes } from '../../shared/workers/worker-lanes.ts'

/** `why` tells what was wrong when there are no tags. */
export interface TagAnswer {
  readonly tags: Tags | null
  readonly why: string
}

export interface TagReader {
  /** Never throws: a file whose tags cannot be read, for whatever reason, is an answer too. */
  read(file: string): Promise<TagAnswer>
  close(): Promise<void>
}

const LANES = 2
const LIMIT_MS = 10_000
const MEMORY_MB = 256

/**
 * Reads tags in workers: files come from anywhere, and parsers of such formats have been made to loop for ever and to
 * fill the memory (advisories on music-metadata before 11.16).
 * @param script what the workers run; it answers the absolute path of a file with a TagAnswer.
 */
export function openTagReader(
  script: URL = new URL('./tag-worker.ts', import.meta.url),
  limitMs: number = LIMIT_MS,
): TagReader {
  const lanes = openLanes<string>(script, { lanes: LANES, limitMs, memoryMb: MEMORY_MB })
  return {
    async read(file) {
      try {
        return (await lanes.ask(file)) as TagAnswer // the worker's own type, from across the thread
      } catch (error) {
        return { tags: null, why: error instanceof Error ? error.message : String(error) }
      }
    },
    close: () => lanes.close(),
  }
}
