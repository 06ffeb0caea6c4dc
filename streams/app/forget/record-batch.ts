import { crc32c } from './crc32c.ts'

/**
 * Kafka's record batch of format 2, as it lies in a segment file (https://kafka.apache.org/documentation/#recordbatch). Records
 * are taken out of a batch as Kafka's own log cleaner does it: every other record keeps its offset, and its bytes.
 */
const LENGTH_AT = 8
/** Offset and length of a batch: what its length does not count. */
export const BATCH_PREFIX_BYTES = 12
const MAGIC_AT = 16
const CRC_AT = 17
const ATTRIBUTES_AT = 21
const COUNT_AT = 57
const RECORDS_AT = 61
const MAGIC = 2
const COMPRESSION = 0x07
const CONTROL = 0x20

/** A batch whose records cannot be told apart here, such as a compressed one, is `opaque`: it stays as it is. */
export type Filtered =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'opaque' }
  | { readonly kind: 'changed'; readonly removed: number; readonly batch: Buffer | null }

/** Size of a batch in bytes, as its prefix says; 0 where it says nothing that can be. */
export function batchBytes(prefix: Buffer): number {
  if (prefix.length < BATCH_PREFIX_BYTES) return 0
  const length = prefix.readInt32BE(LENGTH_AT)
  return length < RECORDS_AT - BATCH_PREFIX_BYTES ? 0 : BATCH_PREFIX_BYTES + length
}

/**
 * A batch without the records that mention some bytes, in key, value or header.
 * @param isLast of its partition: without it the log would end before it, and give its offsets again. When nothing is left of it,
 *   it stays as a batch of no records.
 */
export function withoutMentions(batch: Buffer, mentions: (record: Buffer) => boolean, isLast: boolean): Filtered {
  if (batch.readInt8(MAGIC_AT) !== MAGIC || batch.readUInt32BE(CRC_AT) !== crc32c(batch.subarray(ATTRIBUTES_AT))) {
    return { kind: 'opaque' }
  }
  const attributes = batch.readInt16BE(ATTRIBUTES_AT)
  if ((attributes & CONTROL) !== 0) return { kind: 'unchanged' }
  if ((attributes & COMPRESSION) !== 0) return { kind: 'opaque' }
  const records = recordsOf(batch)
  const kept = records.filter((record) => !mentions(record))
  const removed = records.length - kept.length
  if (removed === 0) return { kind: 'unchanged' }
  return { kind: 'changed', removed, batch: kept.length === 0 && !isLast ? null : rebuilt(batch, kept) }
}

/** The records of a batch, each with its length. */
function recordsOf(batch: Buffer): readonly Buffer[] {
  const records: Buffer[] = []
  const count = batch.readInt32BE(COUNT_AT)
  for (let at = RECORDS_AT; records.length < count;) {
    const { value: length, next } = varint(batch, at)
    records.push(batch.subarray(at, next + length))
    at = next + length
  }
  return records
}

function rebuilt(batch: Buffer, records: readonly Buffer[]): Buffer {
  const made = Buffer.concat([batch.subarray(0, RECORDS_AT), ...records])
  made.writeInt32BE(made.length - BATCH_PREFIX_BYTES, LENGTH_AT)
  made.writeInt32BE(records.length, COUNT_AT)
  made.writeUInt32BE(crc32c(made.subarray(ATTRIBUTES_AT)), CRC_AT)
  return made
}

/** A zigzag varint; of one that is longer than 32 bits, such as a difference of times, only where it ends is of use. */
function varint(bytes: Buffer, from: number): { readonly value: number; readonly next: number } {
  let raw = 0
  let at = from
  for (let shift = 0; ; shift += 7, at += 1) {
    const byte = bytes.readUInt8(at)
    if (shift < 32) raw |= (byte & 0x7f) << shift
    if ((byte & 0x80) === 0) break
  }
  return { value: (raw >>> 1) ^ -(raw & 1), next: at + 1 }
}
