import { pino } from 'pino'
import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { lagMetrics } from '../../../../processors/websocket-bridge/edge/lag-metrics.ts'
import type { TopicLag } from '../../../../streams/engine/runtime/consumer-lag.ts'

const log = pino({ level: 'silent' })
const lag = (group: string, records: number): TopicLag => ({ group, topic: 'plays', records, seconds: records * 2 })

function exported(lags?: () => Promise<readonly TopicLag[]>) {
  const registry = new Registry()
  lagMetrics(registry, lags, log)
  return async () => (await registry.metrics()).split('\n').filter((line) => line.startsWith('slipstream_'))
}

it('is measured once for all gauges, whenever metrics are read, and a group that is gone has none', async () => {
  let asked = 0
  const lines = exported(() => Promise.resolve(asked++ === 0 ? [lag('notebook', 1), lag('recommend', 0)] : [lag('recommend', 3)])) // prettier-ignore
  expect(await lines()).toStrictEqual([
    'slipstream_consumer_lag_records{group="notebook",topic="plays"} 1',
    'slipstream_consumer_lag_records{group="recommend",topic="plays"} 0',
    'slipstream_consumer_lag_seconds{group="notebook",topic="plays"} 2',
    'slipstream_consumer_lag_seconds{group="recommend",topic="plays"} 0',
  ])
  expect(await lines()).toStrictEqual([
    'slipstream_consumer_lag_records{group="recommend",topic="plays"} 3',
    'slipstream_consumer_lag_seconds{group="recommend",topic="plays"} 6',
  ])
  expect(asked).toBe(2)
})

it('leaves a gap while Kafka does not answer, and where there is none', async () => {
  let isAway = false
  const lines = exported(() => (isAway ? Promise.reject(new Error('away')) : Promise.resolve([lag('recommend', 1)])))
  expect(await lines()).toHaveLength(2)
  isAway = true
  expect(await lines()).toStrictEqual([])
  expect(await exported()()).toStrictEqual([])
})
