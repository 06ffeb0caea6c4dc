import type { DurationHistogram, ProcessMetrics } from '../../schemas/generated.ts'

/** What `/metrics` shows of the processes of all processors, by the names and conventions of Prometheus exporters. */

export type Labels = Readonly<Record<string, string | number>>

export interface Sample {
  readonly labels: Labels
  readonly value: number
  /** Where it differs from the name of the family: `_bucket`, `_sum` and `_count` of a histogram. */
  readonly metricName?: string
}

interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  /** Beside `processor` and `instance`. */
  readonly labels: readonly string[]
  samples(of: ProcessMetrics, name: string): readonly Sample[]
}

/** A family with its samples, in the form that prom-client gives metrics of other processes. */
export interface MetricFamily {
  readonly name: string
  readonly type: Family['type']
  readonly help: string
  readonly aggregator: 'sum'
  readonly values: readonly Sample[]
}

const MS_PER_SECOND = 1_000

function scalar(type: 'counter' | 'gauge', help: string, valueOf: (of: ProcessMetrics) => number): Family {
  return { type, help, labels: [], samples: (of) => [{ labels: {}, value: valueOf(of) }] }
}

function durations(help: string, histogramOf: (of: ProcessMetrics) => DurationHistogram): Family {
  return { type: 'histogram', help, labels: [], samples: (of, name) => cumulative(histogramOf(of), name) }
}

/** A snapshot counts each range by itself, Prometheus all that are not longer than the bound. */
function cumulative({ boundsMs, counts, sumMs }: DurationHistogram, name: string): readonly Sample[] {
  let count = 0
  const buckets = counts.map((inRange, range): Sample => {
    const bound = boundsMs[range]
    count += inRange
    const le = bound === undefined ? '+Inf' : bound / MS_PER_SECOND
    return { metricName: `${name}_bucket`, labels: { le }, value: count }
  })
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, value: sumMs / MS_PER_SECOND },
    { metricName: `${name}_count`, labels: {}, value: count },
  ]
}

export const processorMetricFamilies: Readonly<Record<string, Family>> = {
  kafka_consumergroup_lag: {
    type: 'gauge',
    help: 'Records between the next offset to process and the end of the partition, as of the newest fetch; records of open transactions are counted.',
    labels: ['consumergroup', 'topic', 'partition'],
    samples: ({ lags, consumerGroup }) =>
      lags.map(({ topic, partition, records }) => ({
        labels: { consumergroup: consumerGroup ?? '', topic, partition },
        value: records,
      })),
  },
  slipstream_processor_records_total: {
    type: 'counter',
    help: 'Records read from the input topics.',
    labels: ['topic'],
    samples: ({ received }) => received.map(({ topic, records }) => ({ labels: { topic }, value: records })),
  },
  slipstream_processor_sent_records_total: scalar(
    'counter',
    'Records sent to Kafka, changelog and dead letters included.',
    ({ sent }) => sent,
  ),
  slipstream_processor_dead_letters_total: {
    type: 'counter',
    help: 'Dead letters written, by error code; the code is empty while there are none.',
    labels: ['code'],
    samples: ({ deadLetters }) =>
      deadLetters.length === 0
        ? [{ labels: { code: '' }, value: 0 }]
        : deadLetters.map(({ code, records }) => ({ labels: { code }, value: records })),
  },
  slipstream_processor_step_duration_seconds: durations(
    'Time to process one record on the event loop, without waiting for jobs and requests: the mean of the records between two yields.',
    ({ steps }) => steps,
  ),
  slipstream_processor_commit_duration_seconds: durations(
    'Time to commit a transaction; of a sink: to write one batch and commit its offsets.',
    ({ commits }) => commits,
  ),
  slipstream_processor_restore_duration_seconds: durations(
    'Time to restore the state of one task, from its snapshot and its changelog.',
    ({ restores }) => restores,
  ),
  slipstream_processor_restored_records_total: scalar(
    'counter',
    'Changelog records read to restore state.',
    ({ restoredRecords }) => restoredRecords,
  ),
  slipstream_processor_restarts_total: scalar(
    'counter',
    'Times that the supervisor has started the processor again; always 0 in containers.',
    ({ restarts }) => restarts,
  ),
  process_resident_memory_bytes: scalar('gauge', 'Resident memory size in bytes.', (of) => of.residentBytes),
  process_cpu_seconds_total: scalar(
    'counter',
    'Total user and system CPU time spent in seconds.',
    ({ cpuMs }) => cpuMs / MS_PER_SECOND,
  ),
  process_start_time_seconds: scalar(
    'gauge',
    'Start time of the process since unix epoch in seconds.',
    ({ startedAt }) => startedAt / MS_PER_SECOND,
  ),
  nodejs_eventloop_lag_seconds: scalar(
    'gauge',
    'Lag of event loop in seconds.',
    ({ eventLoopLagMs }) => eventLoopLagMs / MS_PER_SECOND,
  ),
}

/** @param processes each labelled by its processor and instance. */
export function familiesOf(processes: readonly ProcessMetrics[]): readonly MetricFamily[] {
  return Object.entries(processorMetricFamilies).map(([name, { type, help, samples }]) => ({
    name,
    type,
    help,
    aggregator: 'sum',
    values: processes.flatMap((of) =>
      samples(of, name).map((sample) => ({
        ...sample,
        labels: { processor: of.processor, instance: of.instance, ...sample.labels },
      })),
    ),
  }))
}
