import type { Logger } from 'pino'
import type { AnyTopic } from '../topic.ts'
import { allTopics } from '../../../schemas/topics.ts'
import { createCodec } from '../serde/codec.ts'
import type { Codec } from '../serde/codec.ts'
import { addressesOf } from '../../app/config.ts'
import type { Config } from '../../app/config.ts'
import { SlipstreamError } from '../errors.ts'
import { createKafka } from '../kafka/kafka.ts'
import type { KafkaAdmin, KafkaPort, Start, TopicPartition } from '../kafka/port.ts'
import { progressLog } from './progress-log.ts'
import { connectRegistry } from '../serde/registry.ts'
import type { Registry } from '../serde/registry.ts'

/** What everything in one process shares. */
export interface Environment {
  readonly config: Config
  readonly log: Logger
  readonly signal: AbortSignal
  readonly kafka: KafkaPort
  readonly registry: Registry
  readonly codec: Codec
  readonly topics: ReadonlyMap<string, AnyTopic>
  /** Partitions as they are in Kafka, which is not always as `topics.ts` makes them. */
  readonly partitionsOf: ReadonlyMap<string, number>
}

/** @throws {SlipstreamError} `kafka-unavailable`, also when the topics have not been made yet. */
export async function connectEnvironment(
  config: Config,
  log: Logger,
  clientId: string,
  signal: AbortSignal,
): Promise<Environment> {
  const { kafkaBrokers, registryUrl } = addressesOf(config)
  const kafka = createKafka({ brokers: kafkaBrokers, clientId, log, dataFolder: config.SLIPSTREAM_DATA })
  const registry = connectRegistry(registryUrl)
  const partitionsOf = await countPartitions(kafka, kafkaBrokers)
  return {
    config,
    log,
    signal,
    kafka,
    registry,
    codec: createCodec(allTopics, registry, partitionsOf),
    topics: new Map(allTopics.map((topic) => [topic.name, topic])),
    partitionsOf,
  }
}

async function countPartitions(kafka: KafkaPort, brokers: readonly string[]): Promise<ReadonlyMap<string, number>> {
  let admin: KafkaAdmin | undefined
  try {
    admin = await kafka.admin()
    return await admin.partitionCounts(allTopics.map((topic) => topic.name))
  } catch (error) {
    throw new SlipstreamError(
      'kafka-unavailable',
      `Kafka at ${brokers.join(', ')} does not answer or has not all topics yet: start it, then run "npx slipstream provision".`,
      { retriable: true, cause: error },
    )
  } finally {
    await admin?.close()
  }
}

export function partitionsOf(environment: Environment, topics: readonly AnyTopic[]): readonly TopicPartition[] {
  return topics.flatMap(({ name }) =>
    Array.from({ length: environment.partitionsOf.get(name) ?? 0 }, (_, partition) => ({ topic: name, partition })),
  )
}

/** Reads chosen partitions from some start to what is their end now, or on from there until `signal` aborts. */
export function readDecoded(
  environment: Environment,
  options: {
    readonly partitions: readonly TopicPartition[]
    readonly from: Start
    readonly isolation: 'committed' | 'uncommitted'
    readonly signal: AbortSignal
    /** What is read, for the log lines that say how far that has come. */
    readonly what: string
    onBatch(batch: Awaited<ReturnType<Codec['decode']>>): void
    onCaughtUp(next: (at: TopicPartition) => number): void
  },
): Promise<void> {
  const { kafka, codec, log, topics } = environment
  return kafka.read({
    isolation: options.isolation,
    partitions: options.partitions,
    from: options.from,
    signal: options.signal,
    async onRecords({ topic: name, partition }, records) {
      const topic = topics.get(name)
      if (topic !== undefined) options.onBatch(await codec.decode(topic, partition, records))
    },
    onCaughtUp: options.onCaughtUp,
    onProgress: progressLog(log, options.what),
  })
}

/**
 * Reads chosen partitions once, to what is committed now; records are given batch by batch, and none is kept here.
 * @returns the first offset that was not read.
 */
export async function readToEnd(
  environment: Environment,
  partitions: readonly TopicPartition[],
  options: {
    readonly from: Start
    readonly what: string
    onBatch(batch: Awaited<ReturnType<Codec['decode']>>): void
  },
): Promise<(at: TopicPartition) => number> {
  const done = new AbortController()
  let end: (at: TopicPartition) => number = () => 0
  await readDecoded(environment, {
    ...options,
    partitions,
    isolation: 'committed',
    signal: AbortSignal.any([done.signal, environment.signal]),
    onCaughtUp(next) {
      end = next
      done.abort()
    },
  })
  environment.signal.throwIfAborted()
  return end
}
