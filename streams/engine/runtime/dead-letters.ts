import type { DeadLetterTopic, DeadLetterValue } from '../dead-letter.ts'
import { Unprocessable } from '../processor.ts'
import type { FailureCause } from '../processor.ts'
import { record } from '../topic.ts'
import type { RecordOf } from '../topic.ts'
import type { Codec } from '../serde/codec.ts'
import type { LogRecord } from '../serde/log-record.ts'
import { lineage } from '../serde/trace.ts'

/** Characters of an error message that are stored. */
const MESSAGE_LIMIT = 1000

/** A record that a processor could not process, as it was read. */
export interface FailedRecord {
  readonly processor: string
  readonly topic: string
  readonly partition: number
  readonly wire: LogRecord
  readonly attempts: number
}

/** An error other than `Unprocessable` is a bug in the processor. */
export function causeOf(error: unknown): FailureCause {
  if (error instanceof Unprocessable) return { code: error.code, message: error.message }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { code: 'processor-failed', message: `The processor failed on this record: ${message}` }
}

/** Code of a dead letter that does not hold its record, because the two together are larger than the topic takes. */
export const RECORD_NOT_KEPT = 'record-not-kept'

/** The dead letter of a record, without the record where it would be too large with it: a letter must never be refused. */
export function fittingDeadLetter(
  codec: Pick<Codec, 'encode'>,
  deadLetters: DeadLetterTopic,
  failed: FailedRecord,
  cause: FailureCause,
): RecordOf<DeadLetterTopic> {
  const whole = deadLetterOf(deadLetters, failed, cause)
  try {
    codec.encode(whole, lineage(failed.topic, failed.partition, failed.wire))
    return whole
  } catch (error) {
    if (!(error instanceof Unprocessable)) throw error
    const { topic, partition, wire } = failed
    const empty = { ...failed, wire: { ...wire, key: null, value: null, headers: {} } }
    const message = `The record at ${topic}/${partition}/${wire.offset} is too large to be kept here, and cannot be sent again. ${cause.code}: ${cause.message}`
    return deadLetterOf(deadLetters, empty, { code: RECORD_NOT_KEPT, message })
  }
}

/** A dead letter has the timestamp of its source record, so that a replay gives the same bytes. */
export function deadLetterOf(
  deadLetters: DeadLetterTopic,
  { processor, topic, partition, wire, attempts }: FailedRecord,
  { code, message }: FailureCause,
): RecordOf<DeadLetterTopic> {
  const value: DeadLetterValue = {
    topic,
    partition,
    offset: wire.offset,
    processor,
    code,
    message: message.slice(0, MESSAGE_LIMIT),
    attempts,
    timestamp: wire.timestamp,
    key: wire.key,
    value: wire.value,
    headers: Object.entries(wire.headers).flatMap(([name, values]) =>
      [values].flat().map((header) => ({ name, value: header })),
    ),
  }
  return record(deadLetters, `${processor}/${topic}/${partition}/${wire.offset}`, value, wire.timestamp)
}
