import { OPEN_ACCESS } from '../access.ts'
import type { Logger } from 'pino'
import type { DeadLetterTopic } from '../dead-letter.ts'
import { prefixedKafka } from '../kafka/prefixed-kafka.ts'
import type { RunJob } from '../offloaded.ts'
import { openProducer } from '../runtime/record-producer.ts'
import { runEventSourced, runProcessor } from '../runtime/run-processor.ts'
import { partitionsOf, readToEnd } from '../runtime/runtime.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { AnyEventSourcedProcessor, AnyProcessor } from '../runtime/work.ts'
import { createCodec } from '../serde/codec.ts'
import type { AnyTopic, InputOf, StreamRecord } from '../topic.ts'
import { LARGEST_BATCH_BYTES } from './memory-broker.ts'
import { createMemoryKafka } from './memory-kafka.ts'
import type { MemoryKafka } from './memory-kafka.ts'
import { memoryRegistry } from './memory-registry.ts'
import type { MemoryRegistry } from './memory-registry.ts'

/**
 * The runtime as in production (tasks, transactions, restore, tables, dead letters) on a broker and a registry in memory. Nothing
 * waits for a clock: a processor is stopped once it has read all there is, and a stop commits.
 */
export interface MemoryRuntime {
  readonly kafka: MemoryKafka
  readonly registry: MemoryRegistry
  /** The runtime of one process. */
  connect(signal: AbortSignal): Runtime
  write(...records: readonly StreamRecord[]): Promise<void>
  /** Starts a processor, lets it read all there is, and stops it in order. @throws what ended it before. */
  runToEnd(processor: AnyProcessor | AnyEventSourcedProcessor): Promise<void>
  /** The committed records of a topic, partition by partition. */
  read<T extends AnyTopic>(topic: T): Promise<readonly InputOf<T>[]>
}

export interface MemoryRuntimeOptions {
  readonly topics: readonly AnyTopic[]
  readonly deadLetters: DeadLetterTopic
  /** For snapshots and in-flight markers, as in production. */
  readonly dataFolder: string
  readonly log: Logger
  /** That others use, too; one of its own unless given. */
  readonly kafka?: MemoryKafka
  /** Before all names in Kafka; nothing unless given. */
  readonly topicPrefix?: string
  /** What the runtime believes of `max.message.bytes`; the broker's own value unless given. */
  readonly largestBatchBytes?: number
}

export function createMemoryRuntime({
  topics,
  deadLetters,
  dataFolder,
  log,
  largestBatchBytes = LARGEST_BATCH_BYTES,
  kafka = createMemoryKafka(),
  topicPrefix = '',
}: MemoryRuntimeOptions): MemoryRuntime {
  kafka.createTopics(topics.map((topic) => ({ ...topic, name: `${topicPrefix}${topic.name}` })))
  const access = { ...OPEN_ACCESS, kafka: { ...OPEN_ACCESS.kafka, topicPrefix } }
  const registry = memoryRegistry()
  const counts = new Map(topics.map(({ name, partitions }) => [name, partitions]))
  const limits = new Map(topics.map(({ name, partitions }) => [name, { partitions, largestBatchBytes }]))
  const connect = (signal: AbortSignal): Runtime => ({
    settings: { kafkaBrokers: [], registryUrl: '', access, dataFolder },
    log,
    signal,
    kafka: prefixedKafka(kafka.connect(), topicPrefix),
    registry,
    codec: createCodec(topics, registry, limits),
    topics: new Map(topics.map((topic) => [topic.name, topic])),
    deadLetters,
    partitionsOf: counts,
  })
  const outside = connect(new AbortController().signal)
  return {
    kafka,
    registry,
    connect,
    async write(...records) {
      const producer = await openProducer(outside, topics)
      await producer.send(records)
      await producer.close()
    },
    async runToEnd(processor) {
      const stop = new AbortController()
      const ended = start(connect(stop.signal), processor)
      try {
        await Promise.race([kafka.settled([`${topicPrefix}${processor.name}`]), ended])
      } finally {
        stop.abort()
        await ended
      }
    },
    async read<T extends AnyTopic>(topic: T) {
      const records: InputOf<T>[] = []
      await readToEnd(outside, partitionsOf(outside, [topic]), {
        from: 'start',
        what: topic.name,
        onBatch(batch) {
          for (const each of batch) {
            if (!each.ok) throw new Error(each.message)
            records.push(each.record as unknown as InputOf<T>) // decoded by the topic's own serde
          }
        },
      })
      return records
    },
  }
}

/** In this thread: what a job gives does not depend on where it runs. */
const runInline: RunJob = (job, input) => Promise.resolve(job.run(input))

const start = (runtime: Runtime, processor: AnyProcessor | AnyEventSourcedProcessor): Promise<void> =>
  processor.kind === 'processor' ? runProcessor(runtime, processor) : runEventSourced(runtime, processor, runInline)
