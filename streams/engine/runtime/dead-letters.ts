import type { DeadLetter } from '../../../schemas/generated.ts'
import { Unprocessable } from '../processor.ts'
import { record } from '../topic.ts'
import type { RecordOf } from '../topic.ts'
import { deadLetters } from '../../../schemas/topics.ts'
import type { LogRecord } from '../serde/log-record.ts'

const MESSAGE_LIMIT = 1000

export interface GivenUp {
  readonly processor: string
  readonly topic: string
  readonly partition: number
  readonly wire: LogRecord
  readonly attempts: number
}

/** What makes a record a dead letter: its cause's code and message. A cause that is no judgement of ours is a bug. */
export function causeOf(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof Unprocessable) return { code: error.code, message: error.message }
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { code: 'processor-failed', message: `The processor failed on this record: ${said}` }
}

/** The record as it was, byte for byte, with why it was given up; its time is the record's, so that a replay gives the same. */
export function deadLetterOf(
  { processor, topic, partition, wire, attempts }: GivenUp,
  cause: { readonly code: string; readonly message: string },
): RecordOf<typeof deadLetters> {
  const value: DeadLetter = {
    topic,
    partition,
    offset: wire.offset,
    processor,
    code: cause.code,
    message: cause.message.slice(0, MESSAGE_LIMIT),
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
