import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { MetricsTopic, ProcessMetricsValue } from '../process-metrics.ts'
import { record } from '../topic.ts'
import type { RecordProducer } from './context.ts'

export interface MetricsPublisherOptions {
  readonly topic: MetricsTopic
  readonly log: Logger
  snapshot(): Promise<ProcessMetricsValue>
  /** Called until it succeeds once: Kafka or the registry may be unavailable. */
  openProducer(): Promise<RecordProducer>
  nowMs(): number
}

export interface MetricsPublisher {
  /** Writes one snapshot. A failure is only logged: the next snapshot holds all that this one did. */
  publish(): Promise<void>
  /** Publishes now and then every 10 s. */
  start(): void
  /**
   * After an orderly end, writes a tombstone, so that readers drop the process at once; after a crash, a last snapshot, which says
   * why. Takes at most a second.
   */
  stop(how: 'in order' | 'crashed'): Promise<void>
}

const PUBLISH_EVERY_MS = 10_000
const STOP_WITHIN_MS = 1_000

/** Writes the metrics of this process to Kafka: one small record every 10 s, one at a time. */
export function metricsPublisher(options: MetricsPublisherOptions): MetricsPublisher {
  const { topic, log, snapshot, openProducer, nowMs } = options
  let producer: RecordProducer | null = null
  let key: string | null = null
  let publishing: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined

  const send = async (): Promise<void> => {
    try {
      producer ??= await openProducer()
      const value = await snapshot()
      key = keyOf(value)
      await producer.send<MetricsTopic>([record(topic, key, value, nowMs())])
    } catch (error) {
      log.debug({ err: error }, 'The metrics of this process were not published.')
    }
  }
  const publish = (): Promise<void> => {
    publishing ??= send().finally(() => {
      publishing = null
    })
    return publishing
  }
  const finish = async (how: 'in order' | 'crashed'): Promise<void> => {
    await publishing
    if (producer === null) return
    if (how === 'crashed') await publish()
    else if (key !== null) await producer.send<MetricsTopic>([record(topic, key, null, nowMs())])
    await producer.close()
  }
  return {
    publish,
    start() {
      timer = setInterval(() => void publish(), PUBLISH_EVERY_MS)
      timer.unref()
      void publish()
    },
    async stop(how) {
      clearInterval(timer)
      const finished = finish(how).catch((error: unknown) => {
        log.debug({ err: error }, 'The last metrics of this process were not published.')
      })
      await Promise.race([finished, wait(STOP_WITHIN_MS, undefined, { ref: false })])
    },
  }
}

const keyOf = ({ processor, instance }: ProcessMetricsValue): string => `${processor}/${instance}`
