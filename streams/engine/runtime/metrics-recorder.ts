import type { ProcessMetricsValue } from '../process-metrics.ts'
import { durationRecorder } from './duration-recorder.ts'
import type { ProcessorMetrics } from './metrics.ts'

/** Which process measures. */
export interface MeasuredProcess {
  readonly processor: string
  readonly instance: string
  readonly restarts: number
}

/** How often the process crashed, one time after another, and why it did last. */
export type CrashesInRow = Pick<ProcessMetricsValue, 'crashesInRow' | 'lastError'>

/** What the operating system and Node report of a process. */
export type ProcessUsage = Pick<ProcessMetricsValue, 'startedAt' | 'residentBytes' | 'cpuMs' | 'eventLoopLagMs'>

export interface MetricsRecorder extends ProcessorMetrics {
  snapshot(usage: ProcessUsage): ProcessMetricsValue
}

const STEP_BOUNDS_MS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1_000]
const COMMIT_BOUNDS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000]
const RESTORE_BOUNDS_MS = [10, 50, 100, 500, 1_000, 5_000, 10_000, 60_000, 300_000]
/** Error codes are few; more than these are counted together, so that a snapshot stays small. */
const MAX_CODES = 32
const OTHER_CODES = 'other'

interface AssignedPartition {
  readonly topic: string
  readonly partition: number
  lag: number
}

/** Counts in memory. A call costs an addition or two, so that the processing of records is not slowed. */
export function metricsRecorder(process: MeasuredProcess, crashes: () => CrashesInRow): MetricsRecorder {
  const received = new Map<string, number>()
  const deadLetters = new Map<string, number>()
  const steps = durationRecorder(STEP_BOUNDS_MS)
  const commits = durationRecorder(COMMIT_BOUNDS_MS)
  const restores = durationRecorder(RESTORE_BOUNDS_MS)
  let partitions = new Map<string, AssignedPartition>()
  let consumerGroup: string | null = null
  let sent = 0
  let restoredRecords = 0
  return {
    assigned(group, assignment) {
      consumerGroup = group
      const before = partitions
      partitions = new Map()
      for (const [topic, numbers] of assignment) {
        for (const partition of numbers) {
          const name = `${topic}/${partition}`
          partitions.set(name, before.get(name) ?? { topic, partition, lag: 0 })
        }
      }
    },
    recordsIn: (topic, _partition, records) => add(received, topic, records),
    position(topic, partition, next, end) {
      const assigned = partitions.get(`${topic}/${partition}`)
      if (assigned !== undefined) assigned.lag = Math.max(0, end - next)
    },
    steps(records, durationMs) {
      if (records > 0) steps.observe(durationMs / records, records)
    },
    recordsOut(records) {
      sent += records
    },
    deadLetter: (code) =>
      add(deadLetters, deadLetters.has(code) || deadLetters.size < MAX_CODES ? code : OTHER_CODES, 1),
    commit: (durationMs) => commits.observe(durationMs),
    restored(durationMs, records) {
      restores.observe(durationMs)
      restoredRecords += records
    },
    snapshot: (usage) => ({
      ...process,
      ...crashes(),
      ...usage,
      consumerGroup,
      received: [...received].map(([topic, records]) => ({ topic, records })),
      lags: [...partitions.values()].map(({ topic, partition, lag }) => ({ topic, partition, records: lag })),
      sent,
      deadLetters: [...deadLetters].map(([code, records]) => ({ code, records })),
      steps: steps.counts(),
      commits: commits.counts(),
      restores: restores.counts(),
      restoredRecords,
    }),
  }
}

function add(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by)
}
