import type { LogRecord, OutgoingRecord } from '../serde/log-record.ts'
import type { AnyTopic } from '../topic.ts'
import { openDeadLetters, redrive } from './dead-letter-queue.ts'
import type { DeadLetterRecord } from './dead-letter-queue.ts'
import { partitionsOf, readToEnd } from './runtime.ts'
import type { Runtime } from './runtime.ts'

/**
 * Redrives the dead letters of one processor with some error codes, for use when the cause may have been removed. Only records that are
 * still the newest of their key are redriven. Memory grows with the number of keys of the topics concerned.
 * @returns the keys of the source records.
 */
export async function redriveNewest(
  runtime: Runtime,
  processor: string,
  codes: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const matches = ({ value }: DeadLetterRecord) => value.processor === processor && codes.has(value.code)
  const topics = new Set<string>()
  for await (const letter of (await openDeadLetters(runtime)).waiting())
    if (matches(letter)) topics.add(letter.value.topic)
  if (topics.size === 0) return new Set()
  const newest = await newestOf(runtime, topics)
  const keys = new Map<string, string>()
  const redriven = await redrive(runtime, async function* (queue) {
    for await (const letter of queue.waiting()) {
      if (!matches(letter) || !isStillNewest(letter, newest)) continue
      keys.set(letter.key, keyOf(letter))
      yield letter
    }
  })
  if (redriven.length > 0)
    runtime.log.info({ codes: [...codes], records: redriven.length }, 'Dead letters were redriven.')
  return new Set(redriven.map((position) => keys.get(position) ?? ''))
}

/** The dead letters of one processor about one topic whose source record is still the newest of its key. */
export async function currentDeadLetters(
  runtime: Runtime,
  processor: string,
  topic: AnyTopic,
): Promise<readonly DeadLetterRecord[]> {
  const matching: DeadLetterRecord[] = []
  for await (const letter of (await openDeadLetters(runtime)).waiting())
    if (letter.value.processor === processor && letter.value.topic === topic.name) matching.push(letter)
  if (matching.length === 0) return []
  const newest = await newestOf(runtime, new Set([topic.name]))
  return matching.filter((letter) => isStillNewest(letter, newest))
}

/**
 * Writes the newest records of some keys once more, byte for byte, so that processors process them again. A newer record that
 * is written meanwhile is replaced: the writer of the topic must be one that repeats what it finds missing.
 * @returns how many there were.
 */
export async function repeatNewest(runtime: Runtime, topic: AnyTopic, keys: ReadonlySet<string>): Promise<number> {
  if (keys.size === 0) return 0
  const newest = new Map<string, OutgoingRecord>()
  await readToEnd(runtime, partitionsOf(runtime, [topic]), {
    from: 'start',
    what: topic.name,
    onBatch(batch) {
      for (const decoded of batch) {
        if (!decoded.ok || !keys.has(decoded.record.key)) continue
        const { key, partition } = decoded.record
        const { wire } = decoded
        if (wire.value === null) newest.delete(key)
        else newest.set(key, { ...wire, topic: topic.name, partition, headers: copied(wire.headers) })
      }
    },
  })
  const records = [...newest.values()]
  const writer = await runtime.kafka.transactionalWriter(REPEATER, REPEATER, { topics: [...runtime.topics.keys()] })
  try {
    for (let sent = 0; sent < records.length; sent += RECORDS_PER_TRANSACTION) {
      await writer.send(records.slice(sent, sent + RECORDS_PER_TRANSACTION))
      await writer.commit([])
    }
  } finally {
    await writer.discard()
  }
  return records.length
}

export const REPEATER = 'repeat-newest'
const RECORDS_PER_TRANSACTION = 100

const copied = (headers: LogRecord['headers']): OutgoingRecord['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, [values].flat()]))

const keyOf = ({ value }: DeadLetterRecord): string => value.key?.toString('utf8') ?? ''

/**
 * Whether the source record of a dead letter is the newest of its key: else a later record has replaced what the letter says.
 * @param newest position of the newest record by `topic/key`.
 */
export const isStillNewest = (
  { value: { topic, partition, offset, key } }: DeadLetterRecord,
  newest: ReadonlyMap<string, string>,
): boolean => newest.get(`${topic}/${key?.toString('utf8') ?? ''}`) === `${topic}/${partition}/${offset}`

/** Position of the newest record of each key: topic/partition/offset. */
async function newestOf(runtime: Runtime, names: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const newest = new Map<string, string>()
  const topics = [...runtime.topics.values()].filter(({ name }) => names.has(name))
  await readToEnd(runtime, partitionsOf(runtime, topics), {
    from: 'start',
    what: [...names].join(', '),
    onBatch(batch) {
      for (const decoded of batch) {
        if (!decoded.ok) continue // a dead letter itself: it replaces nothing
        const { topic, key, partition, offset } = decoded.record
        newest.set(`${topic}/${key}`, `${topic}/${partition}/${offset}`)
      }
    },
  })
  return newest
}
