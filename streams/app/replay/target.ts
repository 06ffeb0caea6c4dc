import { ConfigError } from '../../engine/errors.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { headerText } from '../../engine/serde/log-record.ts'
import type { OutgoingRecord } from '../../engine/serde/log-record.ts'
import { askKafka } from '../records/known-topic.ts'
import { createKeptTopic, isTopicName, TOPIC_NAME_RULE } from '../records/new-topic.ts'

/** Headers of a replayed record: `topic/partition/offset` of the record that it is a copy of or answers, and the model that made it. */
export const REPLAYED_FROM = 'replayed-from'
export const REPLAYED_BY = 'replayed-by'

/** Records of one request. */
const BATCH = 1_000

/** The topic that a replay writes into. Each record is written once, however often the replay is begun. */
export interface ReplayTarget {
  readonly name: string
  /** Whether the topic was there. */
  readonly isNew: boolean
  /** Records of the topic that were there. */
  readonly found: number
  has(from: string, by: string): boolean
  /** Takes a record; `flush` writes what waits. */
  add(record: OutgoingRecord): Promise<void>
  flush(): Promise<void>
  close(): Promise<void>
}

export interface TargetOptions {
  readonly name: string
  readonly partitions: number
  readonly isDry: boolean
}

/**
 * Opens a topic of its own, which keeps records for ever: replayed records have the times of their sources, and Kafka deletes
 * what is older than the retention of its topic, by those times.
 * @throws {ConfigError} where the topic belongs to the program, deletes records, or holds what no replay wrote.
 */
export async function openTarget(runtime: Runtime, { name, partitions, isDry }: TargetOptions): Promise<ReplayTarget> {
  requireOwnName(runtime, name)
  const done = new Set<string>() // as many as records were written
  const found = await askKafka(runtime, async (admin) => {
    const there = (await admin.describeTopics([name])).get(name)
    if (there === undefined && !isDry) await createKeptTopic(admin, name, partitions)
    return there
  })
  if (found !== undefined) {
    requireKept(name, found.config)
    await readReplayed(runtime, name, found.partitions, done)
  }
  const producer = isDry ? null : await runtime.kafka.producer()
  let waiting: OutgoingRecord[] = []
  const flush = async () => {
    const batch = waiting
    waiting = []
    if (batch.length > 0) await producer?.send(batch)
  }
  return {
    name,
    isNew: found === undefined,
    found: done.size,
    has: (from, by) => done.has(identityOf(from, by)),
    flush,
    async add(record) {
      waiting.push(record)
      if (waiting.length >= BATCH) await flush()
    },
    close: async () => producer?.close(),
  }
}

const identityOf = (from: string, by: string): string => `${by}:${from}`

function requireOwnName({ topics }: Runtime, name: string): void {
  if (topics.has(name) || name.startsWith('_')) {
    throw new ConfigError(`--into: ${name} is a live topic, and its readers would take the past for the present. Name a topic of your own.`) // prettier-ignore
  }
  if (isTopicName(name)) return
  throw new ConfigError(`--into: "${name}" cannot be the name of a topic: ${TOPIC_NAME_RULE}.`)
}

function requireKept(name: string, config: ReadonlyMap<string, string>): void {
  if (config.get('cleanup.policy') === 'delete' && config.get('retention.ms') === '-1') return
  throw new ConfigError(
    `--into: ${name} deletes records (cleanup.policy ${config.get('cleanup.policy') ?? '?'}, retention.ms ${config.get('retention.ms') ?? '?'}), by their times, which are in the past. Name another topic, which is then made, or set retention.ms to -1.`,
  )
}

/** What an earlier run has written. @throws {ConfigError} where another program has written too. */
async function readReplayed(runtime: Runtime, topic: string, partitions: number, done: Set<string>): Promise<void> {
  const stop = new AbortController()
  const strangers: string[] = []
  await runtime.kafka.read({
    partitions: Array.from({ length: partitions }, (_, partition) => ({ topic, partition })),
    from: 'start',
    isolation: 'committed',
    signal: AbortSignal.any([runtime.signal, stop.signal]),
    onRecords({ partition }, records) {
      for (const record of records) {
        const from = headerText(record.headers, REPLAYED_FROM)
        if (from !== null) done.add(identityOf(from, headerText(record.headers, REPLAYED_BY) ?? ''))
        else strangers.push(`${topic}/${partition}/${record.offset}`)
      }
      if (strangers.length > 0) stop.abort()
    },
    onCaughtUp: () => stop.abort(),
  })
  runtime.signal.throwIfAborted()
  if (strangers[0] === undefined) return
  throw new ConfigError(`--into: ${topic} holds records that no replay wrote, such as ${strangers[0]}. Name another topic.`) // prettier-ignore
}
