import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import { Gauge } from 'prom-client'
import type { Registry } from 'prom-client'
import type { TopicLag } from '../../../streams/engine/runtime/consumer-lag.ts'

/** Prometheus waits for ten seconds, and has the other metrics without these. */
const WITHIN_MS = 3_000

/**
 * The lag of all consumer groups, measured whenever the metrics are read. While Kafka does not answer there is none: a graph
 * shows a gap, and no old figure.
 * @param lags absent where there is no Kafka to ask
 */
export function lagMetrics(
  registry: Registry,
  lags: (() => Promise<readonly TopicLag[]>) | undefined,
  log: Pick<Logger, 'debug'>,
): void {
  let measuring: Promise<readonly TopicLag[]> | null = null
  const measured = (): Promise<readonly TopicLag[]> => {
    measuring ??= (lags?.() ?? Promise.resolve([]))
      .catch((error: unknown) => {
        log.debug({ err: error }, 'The lag of the consumer groups was not measured.')
        return []
      })
      .finally(() => {
        measuring = null
      })
    return Promise.race([measuring, wait(WITHIN_MS, [], { ref: false })])
  }
  const gauge = (name: string, help: string, valueOf: (lag: TopicLag) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['group', 'topic'] as const,
      registers: [registry],
      async collect() {
        const found = await measured()
        this.reset()
        for (const lag of found) this.set({ group: lag.group, topic: lag.topic }, valueOf(lag))
      },
    })
  gauge(
    'slipstream_consumer_lag_records',
    'Committed records that a consumer group has not read of a topic, also of one whose processor does not run: 0 at rest, as transaction markers are no records. Of more than 1,000 the offsets of the rest are counted.',
    ({ records }) => records,
  )
  gauge(
    'slipstream_consumer_lag_seconds',
    'Age of the oldest of these records by its event time; 0 when there are none.',
    ({ seconds }) => seconds,
  )
}
