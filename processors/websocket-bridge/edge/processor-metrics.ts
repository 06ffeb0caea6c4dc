import { LRUCache } from 'lru-cache'
import { AggregatorRegistry } from 'prom-client'
import type { ProcessMetrics } from '../../../schemas/generated.ts'
import { processorMetrics } from '../../../schemas/topics.ts'
import type { EdgeContext, Follower } from '../../../streams/engine/runtime/context.ts'
import type { InputOf } from '../../../streams/engine/topic.ts'
import { familiesOf } from '../processor-metrics.ts'

/** Instances that are shown; when there are more, those that were not heard of for longest are dropped. */
const MAX_INSTANCES = 64
/** A process publishes every 10 s: after this time it has been killed, or cannot reach Kafka. */
const DROPPED_AFTER_MS = 60_000

export interface ProcessMetricsStore {
  /** A null value says that the process has stopped. */
  apply(key: string, value: ProcessMetrics | null): void
  /** The newest snapshot of each process, ordered by key. */
  current(): readonly ProcessMetrics[]
}

/** Bounds the series of `/metrics`: each instance gives a fixed number, besides those of its partitions. */
export function processMetricsStore(nowMs: () => number): ProcessMetricsStore {
  const newest = new LRUCache<string, ProcessMetrics>({
    max: MAX_INSTANCES,
    ttl: DROPPED_AFTER_MS,
    ttlResolution: 0,
    perf: { now: nowMs },
  })
  return {
    apply(key, value) {
      if (value === null) newest.delete(key)
      else newest.set(key, value)
    },
    current: () => [...newest.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value),
  }
}

/** Reads the metrics of all processes, without a group, into a store. @param onRecord called for each, behind the store. */
export function followProcessorMetrics(
  context: EdgeContext,
  store: ProcessMetricsStore,
  onRecord: (record: InputOf<typeof processorMetrics>) => void,
): Promise<Follower> {
  return context.follow([processorMetrics], {
    from: Date.now() - DROPPED_AFTER_MS,
    isolation: 'committed',
    onRecord(record) {
      store.apply(record.key, record.value)
      onRecord(record)
    },
  })
}

/** The metrics of all processes in the text format of Prometheus. */
export function processorMetricsText(processes: readonly ProcessMetrics[]): Promise<string> {
  return AggregatorRegistry.aggregate([[...familiesOf(processes)]]).metrics()
}
