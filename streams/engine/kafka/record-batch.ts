import type { LogRecord, RecordHeaders } from '../serde/log-record.ts'

/**
 * Reads record batches as they come from a broker. kafkajs has a decoder too, which takes four times as long: it makes a decoder
 * and three texts of each number for every record, and copies the headers of a record once for each of them.
 *
 * Grammar: Apache Kafka's documentation, "Record Batch"; version 2 of it, which brokers have written since 0.11.
 */

/** What all records of a batch have in common. */
export interface RecordBatchContext {
  readonly firstOffset: string
  readonly lastOffsetDelta: number
  readonly producerId: string
  readonly inTransaction: boolean
  readonly isControlBatch: boolean
  /** Event time of the first record, epoch ms; of all records where the broker stamps them. */
  readonly firstTimestamp: bigint
  readonly maxTimestamp: bigint
  readonly isStampedByBroker: boolean
}

/** One record in the form that kafkajs gives it, made of the engine's own: numbers become text where kafkajs asks. */
export class FetchedRecord {
  readonly record: LogRecord
  readonly batchContext: RecordBatchContext

  constructor(record: LogRecord, batchContext: RecordBatchContext) {
    this.record = record
    this.batchContext = batchContext
  }

  get offset(): string {
    return String(this.record.offset)
  }
  get timestamp(): string {
    return String(this.record.timestamp)
  }
  get key(): Buffer | null {
    return this.record.key
  }
  get value(): Buffer | null {
    return this.record.value
  }
  get headers(): RecordHeaders {
    return this.record.headers
  }
  get isControlRecord(): boolean {
    return this.batchContext.isControlBatch
  }
}

/** Bytes before the first record, from the epoch of the leader on, which follows the length. */
const ATTRIBUTES_AT = 9
const RECORDS_AT = 49
const BROKER_TIME = 0x8
const TRANSACTIONAL = 0x10
const CONTROL = 0x20

export interface BatchHead {
  /** Names the compression. */
  readonly attributes: number
  readonly count: number
  readonly context: RecordBatchContext
  /** Compressed, where the attributes say so. */
  readonly records: Buffer
}

/** @param batch what follows the length of a batch. */
export function readBatchHead(firstOffset: bigint, batch: Buffer): BatchHead {
  const attributes = batch.readInt16BE(ATTRIBUTES_AT)
  const context = {
    firstOffset: String(firstOffset),
    lastOffsetDelta: batch.readInt32BE(11),
    firstTimestamp: batch.readBigInt64BE(15),
    maxTimestamp: batch.readBigInt64BE(23),
    producerId: String(batch.readBigInt64BE(31)),
    inTransaction: (attributes & TRANSACTIONAL) !== 0,
    isControlBatch: (attributes & CONTROL) !== 0,
    isStampedByBroker: (attributes & BROKER_TIME) !== 0,
  }
  return { attributes, count: batch.readInt32BE(45), context, records: batch.subarray(RECORDS_AT) }
}

/** @param bytes of the records, decompressed. They stay in memory as long as one of the records does. */
export function readRecords(bytes: Buffer, count: number, context: RecordBatchContext): FetchedRecord[] {
  const cursor = new Cursor(bytes)
  const firstOffset = Number(context.firstOffset)
  const firstTimestamp = Number(context.firstTimestamp)
  const isFirstExact = Number.isSafeInteger(firstTimestamp)
  const records: FetchedRecord[] = []
  for (let n = 0; n < count; n += 1) {
    const length = cursor.varint()
    const end = cursor.at + length
    if (length < 0 || end > bytes.length) throw new RangeError(`a record of ${length} bytes does not fit its batch`)
    cursor.at += 1 // attributes, of which there are none
    const timestampAt = cursor.at
    const delta = cursor.varint()
    const sum = firstTimestamp + delta
    const isExact = isFirstExact && Number.isSafeInteger(sum) && cursor.at - timestampAt <= EXACT_VARINT_BYTES
    const timestamp = isExact ? sum : lateTime(context.firstTimestamp, bytes, timestampAt, cursor.at)
    const record = {
      offset: firstOffset + cursor.varint(),
      timestamp: context.isStampedByBroker ? Number(context.maxTimestamp) : timestamp,
      key: cursor.bytesOrNull(),
      value: cursor.bytesOrNull(),
      headers: readHeaders(cursor),
    }
    if (cursor.at > end) outOfBytes()
    records.push(new FetchedRecord(record, context))
    cursor.at = end
  }
  return records
}

const NO_HEADERS: RecordHeaders = Object.freeze({})

function readHeaders(cursor: Cursor): RecordHeaders {
  const count = cursor.varint()
  if (count <= 0) return NO_HEADERS
  const headers: Record<string, Buffer | Buffer[]> = {}
  for (let n = 0; n < count; n += 1) {
    const name = cursor.text()
    const value = cursor.bytesOrNull() as Buffer // null where a producer gave none: as kafkajs gives it
    const before = Object.hasOwn(headers, name) ? headers[name] : undefined
    const all = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
    if (name === '__proto__') Object.defineProperty(headers, name, { value: all, enumerable: true, configurable: true })
    else headers[name] = all
  }
  return headers
}

/** Bytes of a varint that a number holds exactly: seven times seven bits. */
const EXACT_VARINT_BYTES = 7

/** A time beyond what a number holds exactly: the nearest number. */
function lateTime(first: bigint, bytes: Buffer, start: number, end: number): number {
  let zigzag = 0n
  for (let at = end - 1; at >= start; at -= 1) zigzag = (zigzag << 7n) | BigInt((bytes[at] ?? 0) & 0x7f)
  zigzag = BigInt.asUintN(64, zigzag)
  const delta = zigzag % 2n === 0n ? zigzag / 2n : -(zigzag + 1n) / 2n
  return Number(BigInt.asIntN(64, first + delta))
}

class Cursor {
  at = 0
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** A zigzag varint; beyond 2^53 inexact. */
  varint(): number {
    const bytes = this.#bytes
    let byte = bytes[this.at++] ?? 0
    if (byte < 0x80) return byte & 1 ? -((byte + 1) >> 1) : byte >> 1
    let value = byte & 0x7f
    for (let scale = 128; byte >= 0x80; scale *= 128) {
      byte = bytes[this.at++] ?? outOfBytes()
      value += (byte & 0x7f) * scale
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  bytesOrNull(): Buffer | null {
    const length = this.varint()
    return length < 0 ? null : this.#take(length)
  }

  text(): string {
    return this.#take(this.varint()).toString('utf8')
  }

  #take(length: number): Buffer {
    const start = this.at
    this.at += length
    if (length < 0 || this.at > this.#bytes.length) outOfBytes()
    return this.#bytes.subarray(start, this.at)
  }
}

function outOfBytes(): never {
  throw new RangeError('a record goes on behind its end')
}
