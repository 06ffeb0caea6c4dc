import type { DurationCounts } from '../process-metrics.ts'

/** Counts durations in fixed ranges. */
export interface DurationRecorder {
  /** @param times how many durations of this length are counted. */
  observe(durationMs: number, times?: number): void
  counts(): DurationCounts
}

/** @param boundsMs upper bounds, ascending, inclusive. */
export function durationRecorder(boundsMs: readonly number[]): DurationRecorder {
  const counts = new Array<number>(boundsMs.length + 1).fill(0)
  let sumMs = 0
  return {
    observe(durationMs, times = 1) {
      const range = boundsMs.findIndex((bound) => durationMs <= bound)
      const index = range < 0 ? boundsMs.length : range
      counts[index] = (counts[index] ?? 0) + times
      sumMs += durationMs * times
    },
    counts: () => ({ boundsMs, counts: [...counts], sumMs }),
  }
}
