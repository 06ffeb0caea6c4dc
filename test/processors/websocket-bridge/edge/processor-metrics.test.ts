import { describe, expect, it } from 'vitest'
import {
  followProcessorMetrics,
  processMetricsStore,
  processorMetricsText,
} from '../../../../processors/websocket-bridge/edge/processor-metrics.ts'
import { processorMetrics } from '../../../../schemas/topics.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { memoryContext, memoryLog } from '../../../../streams/engine/testing/memory-context.ts'
import { processMetricsOf } from '../../../support/process-metrics.ts'

describe('the store', () => {
  function store() {
    const clock = { nowMs: 1 }
    const kept = processMetricsStore(() => clock.nowMs)
    const apply = (instance: string, sent = 0) => kept.apply(instance, processMetricsOf({ instance, sent }))
    const current = () => kept.current().map(({ instance, sent }) => `${instance}: ${sent}`)
    return { clock, kept, apply, current }
  }

  it('keeps the newest snapshot of each process, until it has stopped', () => {
    const { kept, apply, current } = store()
    apply('b')
    apply('a', 1)
    apply('a', 2)
    expect(current()).toStrictEqual(['a: 2', 'b: 0'])
    kept.apply('a', null)
    expect(current()).toStrictEqual(['b: 0'])
  })

  it('drops a process that it has not heard of for a minute', () => {
    const { clock, apply, current } = store()
    apply('killed')
    apply('running')
    clock.nowMs += 50_000
    apply('running', 1)
    clock.nowMs += 10_001
    expect(current()).toStrictEqual(['running: 1'])
  })

  it('keeps 64 processes, and drops the one that was heard of least recently', () => {
    const { apply, current } = store()
    for (let n = 10; n < 74; n += 1) apply(`process-${n}`)
    apply('process-10', 1)
    apply('process-99')
    expect(current().length).toBe(64)
    expect(current()).toContain('process-10: 1')
    expect(current()).toContain('process-99: 0')
    expect(current()).not.toContain('process-11: 0')
  })
})

it('reads what processes publish', async () => {
  const log = memoryLog([processorMetrics])
  const kept = processMetricsStore(() => 1)
  let changes = 0
  await followProcessorMetrics(memoryContext(log), kept, () => (changes += 1))
  const send = (value: ReturnType<typeof processMetricsOf> | null) =>
    log.send<typeof processorMetrics>([record(processorMetrics, 'recommend/host-1', value, Date.now())])
  send(processMetricsOf())
  expect(kept.current()).toStrictEqual([processMetricsOf()])
  send(null)
  expect(kept.current()).toStrictEqual([])
})

it('is shown in the text format', async () => {
  const text = await processorMetricsText([
    processMetricsOf({ consumerGroup: 'recommend', lags: [{ topic: 'plays', partition: 3, records: 7 }] }),
    processMetricsOf({ instance: 'host-2' }),
  ])
  expect(text).toContain(
    'kafka_consumergroup_lag{processor="recommend",instance="host-1",consumergroup="recommend",topic="plays",partition="3"} 7',
  )
  expect(text).toContain(
    'slipstream_processor_step_duration_seconds_bucket{processor="recommend",instance="host-2",le="+Inf"} 0',
  )
  expect(text.match(/^# TYPE slipstream_processor_restarts_total counter$/gm)).toHaveLength(1)
  expect(text.match(/^slipstream_processor_restarts_total\{/gm)).toHaveLength(2)
})
