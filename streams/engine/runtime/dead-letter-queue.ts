import type { DeadLetterValue } from '../dead-letter.ts'
import { SlipstreamError } from '../errors.ts'
import { partitionOf } from '../partition.ts'
import type { Decoded } from '../serde/codec.ts'
import { headerText } from '../serde/log-record.ts'
import type { LogRecord, OutgoingRecord } from '../serde/log-record.ts'
import { inEventOrder } from './event-order.ts'
import { partitionStream } from './partition-stream.ts'
import { partitionsOf } from './runtime.ts'
import type { Runtime } from './runtime.ts'
import { RECORD_NOT_KEPT } from './dead-letters.ts'

/** One record of the dead-letter queue. */
export interface DeadLetterRecord {
  /** processor/topic/partition/offset; letters of earlier versions have only the position, which several processors may share. */
  readonly key: string
  /** When the source record was given up, epoch ms. */
  readonly failedAt: number
  readonly value: DeadLetterValue
  /** Where the letter itself is. */
  readonly partition: number
  readonly offset: number
}

/** The queue as it was when it was opened, as far as retention has left it. */
export interface DeadLetterQueue {
  isRedriven(key: string): boolean
  /** Whether the letter was removed for another reason: what its source record told is not to be kept. */
  isRemoved(key: string): boolean
  /**
   * The letters that wait, in order of `failedAt`, of equal times the lower partition first. They are read as they are asked
   * for: one fetch of each partition is held, since a letter holds its record, which may have a megabyte.
   */
  waiting(): AsyncGenerator<DeadLetterRecord, void>
}

/** Header of a redriven record: the source position at which it became a dead letter. */
export const REDRIVEN_FROM = 'redriven-from'
/** Header of a tombstone that does not mean that the source record was redriven: who removed the dead letter. */
export const REMOVED_BY = 'removed-by'
export const REDRIVER = 'redrive-dead-letters'
const RECORDS_PER_TRANSACTION = 100
/** A record may have a megabyte: this many are held at once. */
const BYTES_PER_TRANSACTION = 8_000_000

/** Looks through the dead-letter queue for what has been redriven or removed: a tombstone says so of the letters of its key before it. */
export async function openDeadLetters(runtime: Runtime): Promise<DeadLetterQueue> {
  const { deadLetters, kafka, log } = runtime
  const partitions = partitionsOf(runtime, [deadLetters])
  const tombstones = new Map<string, { readonly offset: number; readonly isRemoval: boolean }>()
  const ends = new Map<number, number>()
  const done = new AbortController()
  await kafka.read({
    partitions,
    from: 'start',
    isolation: 'committed',
    signal: AbortSignal.any([runtime.signal, done.signal]),
    onRecords({ partition }, records) {
      for (const { key, value, offset, headers } of records) {
        const isRemoval = headerText(headers, REMOVED_BY) !== null
        if (value === null && key !== null) tombstones.set(key.toString('utf8'), { offset, isRemoval })
        ends.set(partition, offset + 1)
      }
    },
    onCaughtUp: () => done.abort(),
  })
  runtime.signal.throwIfAborted()

  async function* waiting() {
    const left = new AbortController()
    const streams = partitions.map((at) => partitionStream(runtime, at, ends.get(at.partition) ?? 0, left.signal))
    try {
      for await (const batch of inEventOrder(streams, ({ wire }) => wire.timestamp)) {
        for (const decoded of batch) {
          if (!decoded.ok) {
            log.warn(decoded.message)
            continue
          }
          const { key, timestamp, partition, offset } = decoded.record
          const value = decoded.record.value as DeadLetterValue | null // decoded by the topic's own serde
          if (value === null || offset < (tombstones.get(key)?.offset ?? 0)) continue
          yield { key, failedAt: timestamp, value, partition, offset }
        }
      }
    } finally {
      left.abort()
    }
  }
  return {
    isRedriven: (key) => tombstones.get(key)?.isRemoval === false,
    isRemoved: (key) => tombstones.get(key)?.isRemoval === true,
    waiting,
  }
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
  choose: (queue: DeadLetterQueue) => AsyncIterable<DeadLetterRecord>,
): Promise<readonly string[]> {
  const writer = await runtime.kafka.transactionalWriter(REDRIVER, REDRIVER, {
    topics: [...runtime.topics.keys()],
  })
  try {
    const sent = new Set<string>()
    let batch: DeadLetterRecord[] = []
    let bytes = 0
    const send = async () => {
      await writer.send(batch.flatMap((each) => [redrivenRecord(runtime, each), tombstone(runtime, each)]))
      await writer.commit([])
      batch = []
      bytes = 0
    }
    for await (const letter of choose(await openDeadLetters(runtime))) {
      if (letter.value.code === RECORD_NOT_KEPT || sent.has(letter.key)) continue
      sent.add(letter.key)
      batch.push(letter)
      bytes += letter.value.value?.length ?? 0
      if (batch.length >= RECORDS_PER_TRANSACTION || bytes >= BYTES_PER_TRANSACTION) await send()
    }
    if (batch.length > 0) await send()
    return [...sent]
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
