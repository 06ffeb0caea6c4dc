import { expect, it } from 'vitest'
import { createMetrics } from '../../../../processors/websocket-bridge/edge/metrics.ts'
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
