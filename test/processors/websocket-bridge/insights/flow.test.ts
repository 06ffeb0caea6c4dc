import { pino } from 'pino'
import { expect, it } from 'vitest'
import { MAX_MEASURED_INSTANCES, measuredFlow } from '../../../../processors/websocket-bridge/insights/flow.ts'
import type { TopologyEdge } from '../../../../streams/engine/topology.ts'
import { allTopics, deadLetters, processorMetrics } from '../../../../schemas/topics.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import type { RecordOf } from '../../../../streams/engine/topic.ts'
import { START } from '../../../support/builders.ts'
import { processMetricsOf } from '../../../support/process-metrics.ts'
import { sqlRows } from '../../../support/sql-rows.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('flow')

const EDGES: readonly TopologyEdge[] = [
  { from: 'plays', to: 'recommend', kind: 'input' },
  { from: 'artists', to: 'recommend', kind: 'table' },
  { from: 'recommend', to: 'recommendations', kind: 'output' },
  { from: 'shadow', to: 'recommendations', kind: 'output' },
  { from: 'recommend', to: 'listener-profiles', kind: 'output' },
  { from: 'recommendations', to: 'mongo-sink', kind: 'input' },
  { from: 'listener-profiles', to: 'mongo-sink', kind: 'input' },
]

interface Measure {
  readonly processor: string
  readonly instance?: string
  readonly startedAt?: number
  readonly received: Readonly<Record<string, number>>
  readonly lags?: Readonly<Record<string, readonly number[]>>
}

const measured = (afterMs: number, { processor, instance = 'a', startedAt = 1, received, lags = {} }: Measure) =>
  record(
    processorMetrics,
    `${processor}/${instance}`,
    processMetricsOf({
      processor,
      instance,
      startedAt,
      received: Object.entries(received).map(([topic, records]) => ({ topic, records })),
      lags: Object.entries(lags).flatMap(([topic, each]) => each.map((records, partition) => ({ topic, partition, records }))), // prettier-ignore
    }),
    START + afterMs,
  )

const RECORDS: readonly RecordOf<typeof processorMetrics>[] = [
  measured(0, { processor: 'gone', received: { plays: 1 } }),
  measured(50_000, { processor: 'recommend', received: { plays: 100 } }),
  measured(52_000, { processor: 'recommend', instance: 'b', received: { plays: 7 } }),
  measured(55_000, { processor: 'mongo-sink', received: { recommendations: 0, 'listener-profiles': 0 } }),
  measured(56_000, { processor: 'stopped', received: { plays: 1 } }),
  record(processorMetrics, 'stopped/a', null, START + 58_000),
  measured(60_000, { processor: 'recommend', received: { plays: 150 }, lags: { plays: [3, 4], unread: [2] } }),
  measured(62_000, { processor: 'recommend', instance: 'b', received: { plays: 27 }, lags: { plays: [1] } }),
  measured(65_000, { processor: 'mongo-sink', received: { recommendations: 20, 'listener-profiles': 5 } }),
  measured(55_500, { processor: 'again', received: { plays: 900 } }),
  measured(65_500, { processor: 'again', startedAt: 2, received: { plays: 3 }, lags: { plays: [0] } }),
]

function flowOf(records: readonly RecordOf<typeof processorMetrics>[]) {
  const flow = measuredFlow()
  for (const { key, value, timestamp } of records) flow.apply(key, value, timestamp)
  return flow.flow(EDGES)
}

it('is made of the last two measurements of each process', () => {
  const { processors, topics, edges, inputs } = flowOf(RECORDS)
  expect(inputs.rows).toStrictEqual([
    { processor: 'again', topic: 'plays', recordsPerSecond: null, lag: 0 },
    { processor: 'mongo-sink', topic: 'listener-profiles', recordsPerSecond: 0.5, lag: null },
    { processor: 'mongo-sink', topic: 'recommendations', recordsPerSecond: 2, lag: null },
    { processor: 'recommend', topic: 'plays', recordsPerSecond: 7, lag: 8 },
    { processor: 'recommend', topic: 'unread', recordsPerSecond: null, lag: 2 },
  ])
  expect(processors).toStrictEqual([
    { name: 'recommend', instances: 2 },
    { name: 'shadow', instances: 0 },
    { name: 'mongo-sink', instances: 1 },
  ])
  expect(topics.find(({ name }) => name === 'recommendations')?.recordsPerSecond).toBe(2)
  expect(edges.map(({ from, to, recordsPerSecond, lag }) => `${from} > ${to} ${recordsPerSecond}/s ${lag}`)).toStrictEqual([
    'plays > recommend 7/s 8',
    'artists > recommend null/s null',
    'recommend > recommendations null/s null',
    'shadow > recommendations null/s null',
    'recommend > listener-profiles 0.5/s null',
    'recommendations > mongo-sink 2/s null',
    'listener-profiles > mongo-sink 0.5/s null',
  ]) // prettier-ignore
})

it('is what SQL gives of the same records', async () => {
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) }) // prettier-ignore
  await memory.write(...RECORDS)
  const { rows, sql } = flowOf(RECORDS).inputs
  expect(await sqlRows(sql, memory.connect(new AbortController().signal))).toStrictEqual(rows)
})

it('knows a bounded number of processes', () => {
  const many = Array.from({ length: 500 }, (_, i) => measured(i, { processor: `p${i}`, received: { plays: 1 } }))
  expect(flowOf(many).inputs.rows.length).toBe(MAX_MEASURED_INSTANCES)
  expect(flowOf([]).inputs.rows).toStrictEqual([])
})
