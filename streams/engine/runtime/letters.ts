import type { DeadLetter } from '../../../schemas/generated.ts'
import { partitionOf } from '../partition.ts'
import { deadLetters } from '../../../schemas/topics.ts'
import type { Decoded } from '../serde/codec.ts'
import type { LogRecord, OutgoingRecord } from '../serde/log-record.ts'
import { partitionsOf, readToEnd } from './environment.ts'
import type { Environment } from './environment.ts'
import { SlipstreamError } from '../errors.ts'

/** One dead letter as it lies in the topic. */
export interface Letter {
  /** Where its record stood: topic/partition/offset. Several processors may have given the same record up. */
  readonly key: string
  /** When the record was given up, epoch ms. */
  readonly givenUpAt: number
  readonly letter: DeadLetter
}

export interface LetterBox {
  /** In the order in which they were given up. */
  readonly letters: readonly Letter[]
  /** Keys of what has been sent again since. */
  readonly redriven: ReadonlySet<string>
}

/** Header of a record that was sent again: the position at which it became a dead letter. */
export const REDRIVEN_FROM = 'redriven-from'
const TRANSACTIONAL_ID = 'redrive-dead-letters'
const LETTERS_PER_TRANSACTION = 100

/** Reads all dead letters that retention has left. A tombstone says that a letter has been sent again. */
export async function readLetters(environment: Environment): Promise<LetterBox> {
  const letters = new Map<string, Letter[]>()
  const redriven = new Set<string>()
  await readToEnd(environment, partitionsOf(environment, [deadLetters]), {
    from: 'start',
    what: deadLetters.name,
    onBatch(batch) {
      for (const decoded of batch) {
        if (!decoded.ok) environment.log.warn(decoded.message)
        else if (decoded.record.value === null) {
          letters.delete(decoded.record.key)
          redriven.add(decoded.record.key)
        } else {
          const { key, timestamp, value } = decoded.record
          const letter = value as DeadLetter // decoded by the topic's own serde
          letters.set(key, [...(letters.get(key) ?? []), { key, givenUpAt: timestamp, letter }])
        }
      }
    },
  })
  const sorted = [...letters.values()].flat().sort((a, b) => a.givenUpAt - b.givenUpAt || (a.key < b.key ? -1 : 1))
  return { letters: sorted, redriven }
}

/** The record that a letter holds, as it was read. */
export function originalOf({ letter, givenUpAt }: Letter): LogRecord {
  return {
    offset: letter.offset,
    timestamp: letter.timestamp ?? givenUpAt,
    key: letter.key,
    value: letter.value,
    headers: headersOf(letter),
  }
}

/** The record that a letter holds, decoded; null when its topic is none of ours. */
export async function decodeOriginal(environment: Environment, letter: Letter): Promise<Decoded | null> {
  const topic = environment.topics.get(letter.letter.topic)
  if (topic === undefined) return null
  const [decoded] = await environment.codec.decode(topic, letter.letter.partition, [originalOf(letter)])
  return decoded ?? null
}

/**
 * Sends the records of chosen letters to where they were read from, byte for byte, and marks the letters as sent, in the
 * same transactions: a letter is sent once, however often and by however many this is called.
 * @param choose gives the letters to be sent, from what there is once no other redrive can go on.
 * @returns the keys of what was sent.
 */
export async function redrive(
  environment: Environment,
  choose: (box: LetterBox) => readonly Letter[],
): Promise<readonly string[]> {
  const writer = await environment.kafka.transactionalWriter(TRANSACTIONAL_ID, TRANSACTIONAL_ID)
  try {
    const chosen = new Map(choose(await readLetters(environment)).map((letter) => [letter.key, letter]))
    const all = [...chosen.values()]
    for (let sent = 0; sent < all.length; sent += LETTERS_PER_TRANSACTION) {
      const portion = all.slice(sent, sent + LETTERS_PER_TRANSACTION)
      await writer.send(portion.flatMap((letter) => [resent(environment, letter), tombstone(environment, letter)]))
      await writer.commit([])
    }
    return [...chosen.keys()]
  } finally {
    await writer.discard()
  }
}

function resent(environment: Environment, whole: Letter): OutgoingRecord {
  const { key, letter } = whole
  const partitions = environment.partitionsOf.get(letter.topic)
  if (partitions === undefined) {
    throw new SlipstreamError(
      'processor-failed',
      `${key} cannot be sent again: Kafka has no topic ${letter.topic} of ours any more.`,
      { retriable: false },
    )
  }
  return {
    topic: letter.topic,
    // Where it was, so that its order with others of its key can be kept; a topic that was made anew may have fewer.
    partition:
      letter.partition < partitions ? letter.partition : partitionOf(letter.key ?? Buffer.alloc(0), partitions),
    key: letter.key,
    value: letter.value,
    headers: { ...headersOf(letter), [REDRIVEN_FROM]: key },
    timestamp: originalOf(whole).timestamp,
  }
}

/** Needs no schema, and so no registry. */
function tombstone(environment: Environment, { key, givenUpAt }: Letter): OutgoingRecord {
  const bytes = Buffer.from(key)
  return {
    topic: deadLetters.name,
    partition: partitionOf(bytes, environment.partitionsOf.get(deadLetters.name) ?? 1),
    key: bytes,
    value: null,
    headers: {},
    timestamp: givenUpAt,
  }
}

/** Headers may repeat a name; Kafka keeps their order within one. */
function headersOf({ headers }: DeadLetter): Readonly<Record<string, Buffer[]>> {
  const byName = new Map<string, Buffer[]>()
  for (const { name, value } of headers) byName.set(name, [...(byName.get(name) ?? []), value])
  return Object.fromEntries(byName)
}
