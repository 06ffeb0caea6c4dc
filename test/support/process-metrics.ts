import type { ProcessMetrics } from '../../schemas/generated.ts'

const noDurations = { boundsMs: [1, 10], counts: [0, 0, 0], sumMs: 0 }

/** A snapshot of a process that has done nothing yet. */
export const processMetricsOf = (fields: Partial<ProcessMetrics> = {}): ProcessMetrics => ({
  processor: 'recommend',
  instance: 'host-1',
  consumerGroup: null,
  startedAt: 1_500,
  restarts: 0,
  crashesInRow: 0,
  lastError: null,
  residentBytes: 2_000,
  cpuMs: 2_500,
  eventLoopLagMs: 1,
  received: [],
  lags: [],
  sent: 0,
  deadLetters: [],
  steps: noDurations,
  commits: noDurations,
  restores: noDurations,
  restoredRecords: 0,
  ...fields,
})
