import { headerText } from './log-record.ts'
import type { LogRecord } from './log-record.ts'

/**
 * Lineage headers. The runtime writes them on every output, so that consumers and tools can follow a record to its origin without
 * knowing any processor. Values are UTF-8 text. The runtime itself reads `caused-by` in changelogs: it says how far an input had
 * been read when a state was written.
 *
 * - `trace-id`: `topic/partition/offset` of the first record of the chain, where the fact entered Kafka; copied from input to
 *   output.
 * - `caused-by`: `topic/partition/offset` of the input that this output was made from.
 * - `sent-at`: when the output was made, epoch ms in decimal; the latency metrics read it.
 */
export const TRACE_ID = 'trace-id'
export const CAUSED_BY = 'caused-by'
export const SENT_AT = 'sent-at'

/** The headers `trace-id` and `caused-by` of an output of this input. */
export function lineage(topic: string, partition: number, wire: LogRecord): Readonly<Record<string, string>> {
  const position = `${topic}/${partition}/${wire.offset}`
  return { [TRACE_ID]: headerText(wire.headers, TRACE_ID) ?? position, [CAUSED_BY]: position }
}

/** The header's time; an empty object when there is no valid header. */
export function sentAtOf(wire: LogRecord): { readonly sentAt?: number } {
  const sentAt = Number(headerText(wire.headers, SENT_AT) ?? NaN)
  return Number.isSafeInteger(sentAt) ? { sentAt } : {}
}

/** The header's position; an empty object when there is none. */
export function causedByOf(wire: LogRecord): { readonly causedBy?: string } {
  const causedBy = headerText(wire.headers, CAUSED_BY)
  return causedBy === null ? {} : { causedBy }
}
