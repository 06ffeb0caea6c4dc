import type { Topic } from './topic.ts'

/** Durations counted by range. */
export interface DurationCounts {
  /** Upper bounds of the ranges, ascending, inclusive; the last range has none. */
  readonly boundsMs: readonly number[]
  /** Not cumulative: one more than there are bounds. */
  readonly counts: readonly number[]
  readonly sumMs: number
}

/** Value of a metrics record: what one process has measured since it started. */
export interface ProcessMetricsValue {
  readonly processor: string
  readonly instance: string
  readonly consumerGroup: string | null
  /** Epoch ms. */
  readonly startedAt: number
  readonly restarts: number
  /** Crashes one after another, none after a minute of running. */
  readonly crashesInRow: number
  /** Message of the last of them. */
  readonly lastError: string | null
  readonly residentBytes: number
  readonly cpuMs: number
  readonly eventLoopLagMs: number
  readonly received: readonly { readonly topic: string; readonly records: number }[]
  readonly lags: readonly { readonly topic: string; readonly partition: number; readonly records: number }[]
  readonly sent: number
  readonly deadLetters: readonly { readonly code: string; readonly records: number }[]
  readonly steps: DurationCounts
  readonly commits: DurationCounts
  readonly restores: DurationCounts
  readonly restoredRecords: number
}

/** The metrics of all processes. Its key is `<processor>/<instance>`; a tombstone says that the process has stopped. */
export type MetricsTopic = Topic<string, string, ProcessMetricsValue>
