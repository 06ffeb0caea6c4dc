import type { Logger } from 'pino'
import { nameInKafka } from '../application.ts'
import type { Application, EngineSettings, KafkaPlace } from '../application.ts'
import type { DeadLetterTopic } from '../dead-letter.ts'
import type { AnyTopic, InputOf } from '../topic.ts'
import { createCodec, decodedRecord } from '../serde/codec.ts'
import type { Codec, TopicLimits } from '../serde/codec.ts'
import { SlipstreamError } from '../errors.ts'
import { principalOf } from '../access.ts'
import { createKafka } from '../kafka/kafka.ts'
import { KafkaError } from '../kafka/kafka-error.ts'
import type { KafkaAdmin, KafkaPort, ReadOptions, Start, TopicPartition } from '../kafka/port.ts'
import type { ProcessorMetrics } from './metrics.ts'
import type { ProcessMetricsValue } from '../process-metrics.ts'
import { claimForPrefix } from './data-folder-prefix.ts'
import { progressLog } from './progress-log.ts'
import { UNDECIDED_FOR_MS, undecidedFor } from './undecided.ts'
import { faultsMessage } from './topic-settings.ts'
import type { SettingDifference } from './topic-settings.ts'
import { keptSchemasFolder, openKeptSchemas } from '../serde/kept-schemas.ts'
import { connectRegistry } from '../serde/registry.ts'
import type { Registry } from '../serde/registry.ts'

/** What all tasks, tables and producers of one process share. */
export interface Runtime {
  readonly settings: EngineSettings
  readonly log: Logger
  /** Aborted when the process is asked to stop. */
  readonly signal: AbortSignal
  readonly kafka: KafkaPort
  readonly registry: Registry
  readonly codec: Codec
  readonly topics: ReadonlyMap<string, AnyTopic>
  readonly deadLetters: DeadLetterTopic
  /** Number of partitions, by topic. */
  readonly partitionsOf: ReadonlyMap<string, number>
  /** Ends the process in order, for what reads in the background and cannot go on. Ignored unless given. */
  readonly fail?: (error: unknown) => void
  /** Nothing is measured unless given. */
  readonly metrics?: ProcessorMetrics
  /** What this process has measured. */
  readonly processMetrics?: () => Promise<ProcessMetricsValue>
}

export interface ProcessContext {
  /** Client id in Kafka, and so in the broker's logs. */
  readonly name: string
  readonly log: Logger
  /** Aborts what the runtime does. */
  readonly signal: AbortSignal
  /** @see Runtime.fail */
  readonly fail?: (error: unknown) => void
}

/** @throws {SlipstreamError | ConfigError} `kafka-unavailable`, also when the topics have not been made yet; a data folder of another prefix. */
export async function connectRuntime(
  { topics, deadLetters, settings }: Application,
  { name, log, signal, fail }: ProcessContext,
): Promise<Runtime> {
  const { kafkaBrokers, registryUrl, access, dataFolder } = settings
  claimForPrefix(dataFolder, access.kafka.topicPrefix)
  const kafka = createKafka({ brokers: kafkaBrokers, access: access.kafka, clientId: name, log, dataFolder })
  const { limits, clusterId } = await describeKafka(kafka, settings, topics)
  const registry = connectRegistry(
    registryUrl,
    access.registry,
    openKeptSchemas(keptSchemasFolder(dataFolder, clusterId)),
  )
  return {
    settings,
    log,
    signal,
    ...(fail === undefined ? {} : { fail }),
    kafka,
    registry,
    codec: createCodec(topics, registry, limits),
    topics: new Map(topics.map((topic) => [topic.name, topic])),
    deadLetters,
    partitionsOf: new Map([...limits].map(([name, { partitions }]) => [name, partitions])),
  }
}

/** @throws {SlipstreamError} `kafka-unavailable`, which names what is to be done; `topics-differ`. */
export async function describeKafka(
  kafka: KafkaPort,
  place: KafkaPlace,
  topics: readonly AnyTopic[],
): Promise<{ readonly limits: ReadonlyMap<string, TopicLimits>; readonly clusterId: string }> {
  let admin: KafkaAdmin | undefined
  try {
    admin = await kafka.admin()
    const found = await admin.describeTopics(topics.map((topic) => topic.name))
    const missing = topics.filter(({ name }) => !found.has(name))
    if (missing.length > 0) throw missingTopics(missing, place)
    requireDeclaredPartitions(topics, found, place)
    const limits = new Map(
      [...found].map(([name, { partitions, config }]) => [
        name,
        { partitions, largestBatchBytes: Number(config.get('max.message.bytes') ?? Infinity) },
      ]),
    )
    return { limits, clusterId: (await admin.describeCluster()).id }
  } catch (error) {
    if (error instanceof SlipstreamError) throw error
    throw unavailable(place.kafkaBrokers, error, ': start it, or set KAFKA_BROKERS to the address of one that runs')
  } finally {
    await admin?.close()
  }
}

/** @param remedy when nothing but an answer is missing. */
export function unavailable(brokers: readonly string[], cause: unknown, remedy: string): SlipstreamError {
  if (cause instanceof KafkaError && cause.isNotPermitted)
    return new SlipstreamError('kafka-unavailable', cause.message, { retriable: false, cause })
  const refused = cause instanceof KafkaError ? cause.refusedLogin : null
  const at = brokers.join(', ')
  const message =
    refused === null
      ? `Kafka at ${at} does not answer${remedy}.`
      : `Kafka at ${at} does not let this program in (${refused}): check the settings KAFKA_TLS and KAFKA_SASL.`
  return new SlipstreamError('kafka-unavailable', message, { retriable: true, cause })
}

/** Transient: starting the system creates them. */
const missingTopics = (missing: readonly AnyTopic[], place: KafkaPlace): SlipstreamError =>
  new SlipstreamError(
    'kafka-unavailable',
    `Kafka at ${place.kafkaBrokers.join(', ')} has no topic ${missing.map(({ name }) => nameInKafka(name, place)).join(', ')}${hiddenFrom(place)}: run "npx slipstream provision".`,
    { retriable: true },
  )

/** Kafka shows no topic to who may not describe it. */
const hiddenFrom = ({ access: { kafka } }: KafkaPlace): string =>
  kafka.sasl === null && kafka.tls?.identity == null
    ? ''
    : `, or ${principalOf(kafka).text} may not describe it ("npx slipstream acls" prints what has to be permitted)`

/**
 * State is in the partition of the changelog that its key has, and is restored from the one that its input has: with other
 * counts than declared, a task would begin with no state.
 * @throws {SlipstreamError} `topics-differ`.
 */
export function requireDeclaredPartitions(
  topics: readonly AnyTopic[],
  found: ReadonlyMap<string, { readonly partitions: number }>,
  place: KafkaPlace,
): void {
  const faults = topics.flatMap(({ name: topic, partitions }): readonly SettingDifference[] => {
    const count = found.get(topic)?.partitions ?? partitions
    return count === partitions
      ? []
      : [{ topic, setting: 'partitions', found: String(count), wanted: String(partitions), isFault: true }]
  })
  if (faults.length === 0) return
  throw new SlipstreamError('topics-differ', faultsMessage(faults, place), { retriable: false })
}

/** @throws {SlipstreamError} `topics-differ` when there are more partitions than there were when the process started. */
export function requireKnownPartitions(
  { topics, partitionsOf: counts, settings }: Pick<Runtime, 'topics' | 'partitionsOf' | 'settings'>,
  assignment: ReadonlyMap<string, readonly number[]>,
): void {
  const found = new Map(
    [...assignment].map(([topic, partitions]) => [
      topic,
      { partitions: Math.max(counts.get(topic) ?? 0, ...partitions.map((partition) => partition + 1)) },
    ]),
  )
  requireDeclaredPartitions([...topics.values()], found, settings)
}

export function partitionsOf(runtime: Runtime, topics: readonly AnyTopic[]): readonly TopicPartition[] {
  return topics.flatMap(({ name }) =>
    Array.from({ length: runtime.partitionsOf.get(name) ?? 0 }, (_, partition) => ({ topic: name, partition })),
  )
}

/**
 * Reads chosen partitions from some start to what is their end now, or on from there until `signal` aborts.
 * @throws {SlipstreamError} what no retry can help: that of `codec.decode`, or of `onBatch`.
 */
export async function readDecoded(
  runtime: Runtime,
  options: {
    readonly partitions: readonly TopicPartition[]
    readonly from: Start
    readonly isolation: 'committed' | 'uncommitted'
    readonly end?: ReadOptions['end']
    readonly signal: AbortSignal
    /** What is read, for the log lines that say how far that has come. */
    readonly what: string
    /** The next records come once it has resolved. */
    onBatch(batch: Awaited<ReturnType<Codec['decode']>>): void | Promise<void>
    onCaughtUp(next: (at: TopicPartition) => number): void
  },
): Promise<void> {
  const { kafka, codec, log, topics } = runtime
  const stop = new AbortController()
  const failures: SlipstreamError[] = []
  const logProgress = progressLog(log, options.what)
  const isUndecided = undecidedFor(options.end === 'written' ? UNDECIDED_FOR_MS : Infinity)
  await kafka.read({
    isolation: options.isolation,
    ...(options.end && { end: options.end }),
    partitions: options.partitions,
    from: options.from,
    signal: AbortSignal.any([options.signal, stop.signal]),
    async onRecords({ topic: name, partition }, records) {
      const topic = topics.get(name)
      if (topic === undefined) return
      try {
        await options.onBatch(await codec.decode(topic, partition, records))
      } catch (error) {
        if (!(error instanceof SlipstreamError) || error.retriable) throw error // the same records come again
        failures.push(error)
        stop.abort()
      }
    },
    onCaughtUp: options.onCaughtUp,
    onProgress(done, total) {
      logProgress(done, total)
      if (!isUndecided(done, performance.now())) return
      failures.push(hangingTransaction(options.what, options.partitions, runtime.settings))
      stop.abort()
    },
  })
  if (failures[0] !== undefined) throw failures[0]
}

function hangingTransaction(
  what: string,
  partitions: readonly TopicPartition[],
  place: Pick<KafkaPlace, 'access'>,
): SlipstreamError {
  const [at = { topic: '', partition: 0 }] = partitions
  const topic = nameInKafka(at.topic, place)
  return new SlipstreamError(
    'transaction-hangs',
    `Kafka has left a transaction open in ${topic}, partition ${at.partition}, so ${what} cannot be read to its end, and nothing is processed there that would then count twice. Find it with "kafka-transactions.sh --bootstrap-server … find-hanging --topic ${topic} --partition ${at.partition}", and end it with "… abort".`,
    { retriable: false },
  )
}

/**
 * Reads chosen partitions once, to what is committed now, or with `end: 'written'` to all that is written now once it is
 * decided; records are given batch by batch, and none is kept here.
 * @returns the first offset that was not read.
 */
export async function readToEnd(
  runtime: Runtime,
  partitions: readonly TopicPartition[],
  options: {
    readonly from: Start
    readonly end?: ReadOptions['end']
    readonly what: string
    onBatch(batch: Awaited<ReturnType<Codec['decode']>>): void
  },
): Promise<(at: TopicPartition) => number> {
  const done = new AbortController()
  let end: (at: TopicPartition) => number = () => 0
  await readDecoded(runtime, {
    ...options,
    partitions,
    isolation: 'committed',
    signal: AbortSignal.any([done.signal, runtime.signal]),
    onCaughtUp(next) {
      end = next
      done.abort()
    },
  })
  runtime.signal.throwIfAborted()
  return end
}

/** Reads the records of a topic to its end; those that cannot be decoded are passed over. @param partitions all, when left out. */
export async function readTopic<T extends AnyTopic>(
  runtime: Runtime,
  topic: T,
  onRecord: (record: InputOf<T>) => void,
  partitions: readonly TopicPartition[] = partitionsOf(runtime, [topic]),
): Promise<void> {
  await readToEnd(runtime, partitions, {
    from: 'start',
    what: topic.name,
    onBatch(batch) {
      for (const decoded of batch) {
        const found = decodedRecord(decoded, topic)
        if (found !== null) onRecord(found)
      }
    },
  })
}
