import { pino } from 'pino'
import { partitionOf } from '../partition.ts'
import type { GlobalTable } from '../processor.ts'
import type { EdgeContext, FollowOptions, MaterialisedTable, RecordProducer, SinkWrite } from '../runtime/context.ts'
import { SlipstreamError } from '../errors.ts'
import type { AnyTopic, InputOf, Position, RecordOf } from '../topic.ts'

/** One record as it lies in a partition: bytes, as in Kafka. */
interface Stored {
  readonly key: string
  readonly value: Buffer | null
  readonly timestamp: number
  readonly causedBy?: string
}

/** Kafka in memory: partitions as arrays of bytes, without brokers, transactions or retention. */
export interface MemoryLog {
  /** A record may say what caused it, as the runtime does in a header. @throws {SlipstreamError} `kafka-unavailable` while it is away. */
  send<T extends AnyTopic>(records: readonly RecordOf<T>[]): readonly Position[]
  /** Every record of a topic, partition by partition. */
  read<T extends AnyTopic>(topic: T): readonly InputOf<T>[]
  /** Resolves once a topic holds this many records. */
  holds(topic: AnyTopic, count: number): Promise<void>
  /** Sends fail until `comeBack`. */
  goAway(): void
  comeBack(): void
  /** Called after each write, with what was written. Returns the way to stop. */
  onWrite(listener: (records: readonly InputOf<AnyTopic>[]) => void): () => void
  /** Next offsets of consumer groups, by group, topic and partition. */
  readonly committed: Map<string, number>
}

export function memoryLog(topics: readonly AnyTopic[]): MemoryLog {
  const byName = new Map(topics.map((topic) => [topic.name, topic]))
  const topicNamed = (name: string): AnyTopic => {
    const topic = byName.get(name)
    if (topic === undefined) throw new Error(`There is no topic ${name}.`)
    return topic
  }
  const partitions = new Map<string, Stored[][]>()
  const listeners = new Set<(records: readonly InputOf<AnyTopic>[]) => void>()
  let away = false

  const partitionsOf = (topic: AnyTopic): Stored[][] => {
    const known = partitions.get(topic.name)
    if (known) return known
    const made = Array.from({ length: topic.partitions }, (): Stored[] => [])
    partitions.set(topic.name, made)
    return made
  }
  const decoded = (topic: AnyTopic, stored: Stored, position: Position): InputOf<AnyTopic> => ({
    topic: topic.name,
    key: topic.key(stored.key),
    value: stored.value && topic.value.decode(stored.value),
    timestamp: stored.timestamp,
    ...(stored.causedBy && { causedBy: stored.causedBy }),
    ...position,
  })
  const read = (topic: AnyTopic) =>
    partitionsOf(topic).flatMap((records, partition) =>
      records.map((stored, offset) => decoded(topic, stored, { partition, offset })),
    )
  const log: MemoryLog = {
    send(records) {
      if (away) throw new SlipstreamError('kafka-unavailable', 'The log is away.', { retriable: true })
      const positions = records.map((record): Position => {
        const topic = topicNamed(record.topic)
        const partition = partitionOf(Buffer.from(record.key), topic.partitions)
        const place = partitionsOf(topic)[partition] ?? []
        const value = record.value === null ? null : topic.value.encode(record.value)
        const causedBy =
          'causedBy' in record && typeof record.causedBy === 'string' ? { causedBy: record.causedBy } : {}
        place.push({ key: record.key, value, timestamp: record.timestamp, ...causedBy })
        return { partition, offset: place.length - 1 }
      })
      const written = records.flatMap((record, index): InputOf<AnyTopic>[] => {
        const position = positions[index]
        const topic = topicNamed(record.topic)
        const stored = position && partitionsOf(topic)[position.partition]?.[position.offset]
        return stored ? [decoded(topic, stored, position)] : []
      })
      for (const listener of listeners) listener(written)
      return positions
    },
    read: <T extends AnyTopic>(topic: T) => read(topic) as unknown as readonly InputOf<T>[], // decoded by its own serde
    holds: (topic, count) =>
      new Promise((resolve) => {
        const look = () => {
          if (read(topic).length < count) return
          stop()
          resolve()
        }
        const stop = log.onWrite(look)
        look()
      }),
    goAway() {
      away = true
    },
    comeBack() {
      away = false
    },
    onWrite(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    committed: new Map(),
  }
  return log
}

export interface MemoryContext extends EdgeContext {
  /** Messages that were logged, in order. */
  readonly logged: readonly string[]
  stop(): void
}

/** A Context over a log in memory. Several may share one log, as processes share Kafka. */
export function memoryContext(log: MemoryLog): MemoryContext {
  const stop = new AbortController()
  const logged: string[] = []
  const write = (line: string) => {
    const { msg } = JSON.parse(line) as { readonly msg?: string } // a line of pino
    logged.push(msg ?? '')
  }

  const producer: RecordProducer = {
    send: (records) => Promise.resolve().then(() => log.send(records)),
    close: () => Promise.resolve(),
  }
  return {
    log: pino({ level: 'info' }, { write }),
    signal: stop.signal,
    logged,
    stop: () => stop.abort(),
    producer: () => Promise.resolve(producer),
    materialise: <C, In extends AnyTopic>(view: GlobalTable<C, In>) => Promise.resolve(liveView(log, view)),
    follow(topics, options) {
      for (const topic of topics)
        for (const record of log.read(topic)) if (isWanted(record, options)) options.onRecord(record)
      const end = log.onWrite((records) => {
        for (const record of of(records, topics)) options.onRecord(record)
      })
      return Promise.resolve({
        caughtUp: Promise.resolve(),
        stop() {
          end()
          return Promise.resolve()
        },
      })
    },
    consume: (group, topics, write) => consume(log, stop.signal, group, topics, write),
  }
}

function of<T extends AnyTopic>(records: readonly InputOf<AnyTopic>[], topics: readonly T[]): readonly InputOf<T>[] {
  const names = new Set(topics.map((topic) => topic.name))
  return records.filter((record) => names.has(record.topic)) as unknown as readonly InputOf<T>[] // of these topics
}

function isWanted<T extends AnyTopic>(record: InputOf<T>, { from }: FollowOptions<T>): boolean {
  return from === 'start' || (from !== 'end' && record.timestamp >= from)
}

function liveView<C, In extends AnyTopic>(log: MemoryLog, view: GlobalTable<C, In>): MaterialisedTable<C> {
  const content = view.create()
  const listeners = new Set<() => void>()
  const apply = (records: readonly InputOf<In>[]) => {
    for (const record of records) view.apply(content, record) // a record with a position is a record
  }
  for (const topic of view.from) apply(log.read(topic))
  log.onWrite((records) => {
    const mine = of(records, view.from)
    apply(mine)
    if (mine.length > 0) for (const listener of listeners) listener()
  })
  return {
    content,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** One partition at a time; offsets are committed after `write` resolves, so a group goes on where it was. */
async function consume<T extends AnyTopic>(
  log: MemoryLog,
  signal: AbortSignal,
  group: string,
  topics: readonly T[],
  write: SinkWrite<T>,
): Promise<void> {
  let wake: () => void = () => undefined
  const end = log.onWrite(() => wake())
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort)
  try {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      const batch = nextBatch(log, group, topics)
      const last = batch.at(-1)
      if (last === undefined) await woken
      else {
        await write(batch, signal)
        log.committed.set(`${group}/${last.topic}/${last.partition}`, last.offset + 1)
      }
    }
  } finally {
    end()
    signal.removeEventListener('abort', onAbort)
  }
}

function nextBatch<T extends AnyTopic>(log: MemoryLog, group: string, topics: readonly T[]): readonly InputOf<T>[] {
  const unread = topics.flatMap((topic) =>
    log
      .read(topic)
      .filter((record) => record.offset >= (log.committed.get(`${group}/${topic.name}/${record.partition}`) ?? 0)),
  )
  const first = unread[0]
  return unread.filter((record) => record.topic === first?.topic && record.partition === first.partition)
}
