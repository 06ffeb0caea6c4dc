import { expect, it } from 'vitest'
import { createMetrics } from '../../../../processors/websocket-bridge/edge/metrics.ts'
import { feedbackOf, HOUR_MS, START } from '../../../support/builders.ts'
import { processMetricsOf } from '../../../support/process-metrics.ts'

const own = processMetricsOf({ processor: 'websocket-bridge', residentBytes: 10 })

const samplesOf = (text: string, name: string) => text.split('\n').filter((line) => line.startsWith(`${name}{`))

it('exports each family once', async () => {
  const metrics = createMetrics(() => Promise.resolve(own))
  metrics.processes.apply('recommend/host-1', processMetricsOf())
  const types = [...(await metrics.text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
  expect(types.length).toBe(new Set(types).size)
  expect(types).toEqual(
    expect.arrayContaining([
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_p99_seconds',
      'kafka_consumergroup_lag',
    ]),
  )
})

it('shows the process of the bridge as it is now, whatever it has published before', async () => {
  const metrics = createMetrics(() => Promise.resolve(own))
  metrics.processes.apply('websocket-bridge/host-1', { ...own, residentBytes: 5 })
  expect(samplesOf(await metrics.text(), 'process_resident_memory_bytes')).toStrictEqual([
    'process_resident_memory_bytes{processor="websocket-bridge",instance="host-1"} 10',
  ])
})

it('exports its own metrics without a Kafka', async () => {
  expect(await createMetrics().text()).toContain('slipstream_live_connections 0')
})

it('shows the hour of now, also after a clock that was ahead for a while', async () => {
  const metrics = createMetrics()
  const started = async () => samplesOf(await metrics.text(), 'slipstream_feedback_started')
  const hours: readonly (readonly [hour: number, started: number])[] = [[0, 1], [720, 3], [0, 2], [-1, 9]] // prettier-ignore
  const shown: (readonly string[])[] = []
  for (const [hour, count] of hours) {
    metrics.onFeedback(feedbackOf({ windowStart: START + hour * HOUR_MS, started: count }))
    shown.push(await started())
  }
  expect(shown.flat().map((line) => line.split(' ').at(-1))).toStrictEqual(['1', '3', '2', '2'])
})
