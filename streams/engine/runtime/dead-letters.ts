import type { DeadLetterTopic, DeadLetterValue } from '../dead-letter.ts'
import { Unprocessable } from '../processor.ts'
import { record } from '../topic.ts'
import type { RecordOf } from '../topic.ts'
import type { LogRecord } from '../serde/log-record.ts'

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

export interface FailureCause {
  readonly code: string
  readonly message: string
}

/** Code and message of a dead letter. An error other than `Unprocessable` is a bug in the processor. */
export function causeOf(error: unknown): FailureCause {
  if (error instanceof Unprocessable) return { code: error.code, message: error.message }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { code: 'processor-failed', message: `The processor failed on this record: ${message}` }
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
  return record(deadLetters, `${topic}/${partition}/${wire.offset}`, value, wire.timestamp)
}
