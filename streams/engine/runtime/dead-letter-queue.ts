import type { DeadLetterValue } from '../dead-letter.ts'
import { SlipstreamError } from '../errors.ts'
import { partitionOf } from '../partition.ts'
import type { Decoded } from '../serde/codec.ts'
import type { LogRecord, OutgoingRecord } from '../serde/log-record.ts'
import { partitionsOf, readToEnd } from './runtime.ts'
import type { Runtime } from './runtime.ts'
import { RECORD_NOT_KEPT } from './dead-letters.ts'

/** One record of the dead-letter queue. */
export interface DeadLetterRecord {
  /** processor/topic/partition/offset; letters of earlier versions have only the position, which several processors may share. */
  readonly key: string
  /** When the source record was given up, epoch ms. */
  readonly failedAt: number
  readonly value: DeadLetterValue
}

export interface DeadLetterQueue {
  /** Ordered by `failedAt`, then by key. */
  readonly records: readonly DeadLetterRecord[]
  /** Keys whose source record has been redriven. */
  readonly redriven: ReadonlySet<string>
}

/** Header of a redriven record: the source position at which it became a dead letter. */
export const REDRIVEN_FROM = 'redriven-from'
export const REDRIVER = 'redrive-dead-letters'
const RECORDS_PER_TRANSACTION = 100

/** Reads the whole dead-letter queue, as far as retention has left it. A tombstone marks a key as redriven. */
export async function readDeadLetters(runtime: Runtime): Promise<DeadLetterQueue> {
  const { deadLetters, log } = runtime
  const byKey = new Map<string, DeadLetterRecord[]>()
  const redriven = new Set<string>()
  await readToEnd(runtime, partitionsOf(runtime, [deadLetters]), {
    from: 'start',
    what: deadLetters.name,
    onBatch(batch) {
      for (const decoded of batch) {
        if (!decoded.ok) {
          log.warn(decoded.message)
          continue
        }
        const { key, timestamp } = decoded.record
        const value = decoded.record.value as DeadLetterValue | null // decoded by the topic's own serde
        if (value === null) {
          byKey.delete(key)
          redriven.add(key)
        } else byKey.set(key, [...(byKey.get(key) ?? []), { key, failedAt: timestamp, value }])
      }
    },
  })
  const records = [...byKey.values()].flat().sort((a, b) => a.failedAt - b.failedAt || (a.key < b.key ? -1 : 1))
  return { records, redriven }
}

/** The source record, as it was read. */
export function originalOf({ value, failedAt }: DeadLetterRecord): LogRecord {
  return {
    offset: value.offset,
    timestamp: value.timestamp ?? failedAt,
    key: value.key,
    value: value.value,
    headers: headersOf(value),
  }
}

/** The source record, decoded; null when its topic is not one of the application's. */
export async function decodeOriginal(runtime: Runtime, deadLetter: DeadLetterRecord): Promise<Decoded | null> {
  const topic = runtime.topics.get(deadLetter.value.topic)
  if (topic === undefined) return null
  const [decoded] = await runtime.codec.decode(topic, deadLetter.value.partition, [originalOf(deadLetter)])
  return decoded ?? null
}

/**
 * Writes source records back to the topics they were read from, byte for byte, and tombstones their dead letters in the same
 * transactions. Each dead letter is redriven once, even by concurrent callers: the transactional id fences the earlier one.
 * A letter that does not hold its record is left out.
 * @param choose selects the records to redrive; called after earlier callers have been fenced.
 * @returns the keys that were redriven.
 */
export async function redrive(
  runtime: Runtime,
  choose: (queue: DeadLetterQueue) => readonly DeadLetterRecord[],
): Promise<readonly string[]> {
  const writer = await runtime.kafka.transactionalWriter(REDRIVER, REDRIVER, {
    topics: [...runtime.topics.keys()],
  })
  try {
    const kept = choose(await readDeadLetters(runtime)).filter(({ value }) => value.code !== RECORD_NOT_KEPT)
    const chosen = new Map(kept.map((each) => [each.key, each]))
    const all = [...chosen.values()]
    for (let sent = 0; sent < all.length; sent += RECORDS_PER_TRANSACTION) {
      const batch = all.slice(sent, sent + RECORDS_PER_TRANSACTION)
      await writer.send(batch.flatMap((each) => [redrivenRecord(runtime, each), tombstone(runtime, each)]))
      await writer.commit([])
    }
    return [...chosen.keys()]
  } finally {
    await writer.discard()
  }
}

function redrivenRecord(runtime: Runtime, deadLetter: DeadLetterRecord): OutgoingRecord {
  const { key: position, value: source } = deadLetter
  const partitions = runtime.partitionsOf.get(source.topic)
  if (partitions === undefined) {
    throw new SlipstreamError(
      'processor-failed',
      `${position} cannot be sent again: Kafka has no topic ${source.topic} of ours any more.`,
      { retriable: false },
    )
  }
  return {
    topic: source.topic,
    // The same partition, to keep its order with other records of its key; a recreated topic may have fewer partitions.
    partition:
      source.partition < partitions ? source.partition : partitionOf(source.key ?? Buffer.alloc(0), partitions),
    key: source.key,
    value: source.value,
    headers: { ...headersOf(source), [REDRIVEN_FROM]: position },
    timestamp: originalOf(deadLetter).timestamp,
  }
}

/** Built without the codec: a null value needs no schema, and so no registry. */
function tombstone(
  { deadLetters, partitionsOf: counts }: Runtime,
  { key, failedAt }: DeadLetterRecord,
): OutgoingRecord {
  const bytes = Buffer.from(key)
  return {
    topic: deadLetters.name,
    partition: partitionOf(bytes, counts.get(deadLetters.name) ?? 1),
    key: bytes,
    value: null,
    headers: {},
    timestamp: failedAt,
  }
}

/** Headers may repeat a name; Kafka keeps their order within one. */
function headersOf({ headers }: DeadLetterValue): Readonly<Record<string, Buffer[]>> {
  const byName = new Map<string, Buffer[]>()
  for (const { name, value } of headers) byName.set(name, [...(byName.get(name) ?? []), value])
  return Object.fromEntries(byName)
}
