import type { LogRecord } from './log-record.ts'

/** Position of the record at the head of a chain: where the fact came into Kafka. Copied from input to output. */
export const TRACE_ID = 'trace-id'
/** Position of the record that an output was made from. */
export const CAUSED_BY = 'caused-by'

/** When the output was made, epoch ms as decimal text: how long it took is known from the record alone. */
export const SENT_AT = 'sent-at'

/** Headers for whatever is made from one input: its trace goes on, or begins with it. */
export function lineage(topic: string, partition: number, wire: LogRecord): Readonly<Record<string, string>> {
  const position = `${topic}/${partition}/${wire.offset}`
  const traceId = [wire.headers[TRACE_ID] ?? []].flat()[0]?.toString('utf8')
  return { [TRACE_ID]: traceId ?? position, [CAUSED_BY]: position }
}

/** What the header says; an empty object when there is none that can be read. */
export function sentAtOf(wire: LogRecord): { readonly sentAt?: number } {
  const sentAt = Number([wire.headers[SENT_AT] ?? []].flat()[0]?.toString('utf8') ?? NaN)
  return Number.isSafeInteger(sentAt) ? { sentAt } : {}
}
