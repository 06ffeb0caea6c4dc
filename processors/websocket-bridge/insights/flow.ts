import { LRUCache } from 'lru-cache'
import type { ProcessMetrics } from '../../../schemas/generated.ts'
import type { AnswerOf, readFlow } from '../../../schemas/http.ts'
import type { TopologyEdge } from '../../../streams/engine/topology.ts'
import { flowSql } from './sql.ts'

type Flow = AnswerOf<typeof readFlow>
type InputRow = Flow['inputs']['rows'][number]

/** Instances whose newest measurements are kept; when there are more, those that were not heard of for longest are dropped. */
export const MAX_MEASURED_INSTANCES = 64
/** A process publishes every 10 s: one that is older than this, beside the newest of all, has been killed. */
const GONE_AFTER_MS = 60_000
const MS_PER_SECOND = 1_000

interface Measured {
  readonly at: number
  readonly metrics: ProcessMetrics
}

/** What processors read, made from the last two measurements of each process. */
export interface MeasuredFlow {
  /** @param value null: the process has stopped. @param at when it was measured, epoch ms. */
  apply(key: string, value: ProcessMetrics | null, at: number): void
  flow(edges: readonly TopologyEdge[]): Flow
}

export function measuredFlow(): MeasuredFlow {
  const measured = new LRUCache<string, { readonly newest: Measured; readonly before: Measured | null }>({
    max: MAX_MEASURED_INSTANCES,
  })
  return {
    apply(key, metrics, at) {
      if (metrics === null) measured.delete(key)
      else measured.set(key, { newest: { at, metrics }, before: measured.get(key)?.newest ?? null })
    },
    flow(edges) {
      const all = [...measured.values()]
      const at = Math.max(0, ...all.map(({ newest }) => newest.at))
      const alive = all.filter(({ newest }) => newest.at > at - GONE_AFTER_MS)
      const rows = addedUp(
        alive.flatMap(({ newest, before }) => inputsOf(newest, before !== null && before.at > at - GONE_AFTER_MS ? before : null)), // prettier-ignore
      )
      const instances = alive.map(({ newest }) => newest.metrics.processor)
      return { ...drawn(edges, rows, instances), inputs: { rows, sql: flowSql(at, GONE_AFTER_MS) } }
    },
  }
}

/** A process that was started in between has counted from 0 again: then nothing is known. */
function inputsOf({ at, metrics }: Measured, before: Measured | null): readonly InputRow[] {
  const earlier = before !== null && before.metrics.startedAt === metrics.startedAt && before.at < at ? before : null
  const { processor } = metrics
  const rates = metrics.received.map(({ topic, records }) => {
    const known = earlier?.metrics.received.find((each) => each.topic === topic)
    const took = (at - (earlier?.at ?? 0)) / MS_PER_SECOND
    return { processor, topic, recordsPerSecond: known === undefined ? null : (records - known.records) / took, lag: null } // prettier-ignore
  })
  return [...rates, ...metrics.lags.map(({ topic, records }) => ({ processor, topic, recordsPerSecond: null, lag: records }))] // prettier-ignore
}

const plus = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : a + b)

/** One row for each processor and topic, over its instances and partitions. */
function addedUp(inputs: readonly InputRow[]): readonly InputRow[] {
  const rows = new Map<string, InputRow>()
  for (const input of inputs) {
    const key = `${input.processor} ${input.topic}`
    const sum = rows.get(key)
    rows.set(key, {
      ...input,
      recordsPerSecond: plus(sum?.recordsPerSecond ?? null, input.recordsPerSecond),
      lag: plus(sum?.lag ?? null, input.lag),
    })
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

/**
 * What is written to a topic is measured where it is read: by the processor that reads it fastest. Of a topic that several
 * write nobody knows which of them wrote how much.
 */
function drawn(
  edges: readonly TopologyEdge[],
  rows: readonly InputRow[],
  instances: readonly string[],
): Omit<Flow, 'inputs'> {
  const isOutput = ({ kind }: TopologyEdge) => kind === 'output'
  const processors = [...new Set(edges.map((edge) => (isOutput(edge) ? edge.from : edge.to)))]
  const topics = [...new Set(edges.map((edge) => (isOutput(edge) ? edge.to : edge.from)))]
  const rateOf = (topic: string) =>
    rows
      .filter((row) => row.topic === topic && row.recordsPerSecond !== null)
      .reduce<number | null>((most, { recordsPerSecond }) => Math.max(most ?? 0, recordsPerSecond ?? 0), null)
  const measures = ({ from, to, kind }: TopologyEdge): { recordsPerSecond: number | null; lag: number | null } => {
    if (kind === 'table') return { recordsPerSecond: null, lag: null }
    if (kind === 'input') {
      const row = rows.find(({ processor, topic }) => processor === to && topic === from)
      return { recordsPerSecond: row?.recordsPerSecond ?? null, lag: row?.lag ?? null }
    }
    const writers = edges.filter((edge) => isOutput(edge) && edge.to === to).length
    return { recordsPerSecond: writers === 1 ? rateOf(to) : null, lag: null }
  }
  return {
    processors: processors.map((name) => ({ name, instances: instances.filter((each) => each === name).length })),
    topics: topics.map((name) => ({ name, recordsPerSecond: rateOf(name) })),
    edges: edges.map((edge) => ({ ...edge, ...measures(edge) })),
  }
}
