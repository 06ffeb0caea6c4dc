import type { OutgoingRecord } from './log-record.ts'

/** Header of a record batch (KIP-98). */
const BATCH_BYTES = 61
/** The fields of a record beside key, value and headers: five varints of up to 5 bytes, one of up to 10, and the attributes. */
const RECORD_BYTES = 36
/** Lengths of the name and the content of one header. */
const HEADER_BYTES = 10

/** Bytes of a record in the log, at most, without those of its batch. */
export function recordSize({ key, value, headers }: Pick<OutgoingRecord, 'key' | 'value' | 'headers'>): number {
  let bytes = RECORD_BYTES + (key?.length ?? 0) + (value?.length ?? 0)
  for (const name in headers) {
    const content = headers[name] ?? ''
    const nameBytes = HEADER_BYTES + Buffer.byteLength(name)
    if (Array.isArray(content)) for (const each of content) bytes += nameBytes + each.length
    else bytes += nameBytes + Buffer.byteLength(content)
  }
  return bytes
}

/** Bytes of a batch of this one record, at most: what a broker compares with `max.message.bytes`. */
export const batchSizeOf = (record: Pick<OutgoingRecord, 'key' | 'value' | 'headers'>): number =>
  BATCH_BYTES + recordSize(record)
