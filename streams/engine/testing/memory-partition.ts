import type { Isolation } from '../kafka/port.ts'
import type { LogRecord, OutgoingRecord } from '../serde/log-record.ts'

export interface MemoryTransaction {
  status: 'open' | 'committed' | 'aborted'
}

/** A control record ends a transaction: it takes an offset and is given to no reader. */
interface Entry {
  readonly offset: number
  readonly record: LogRecord | null
  /** Null: written without a transaction. */
  readonly transaction: MemoryTransaction | null
}

export interface Fetched {
  readonly records: readonly LogRecord[]
  /** Where the next fetch begins: also beyond records that are not given to this reader. */
  readonly next: number
}

/** The log of one partition, in order of offsets, which may have gaps after compaction. */
export class MemoryPartition {
  #entries: Entry[] = []
  #start = 0
  #end = 0

  /** Log start offset: earlier records have been deleted. */
  get start(): number {
    return this.#start
  }

  /** High watermark: the offset after the last record. */
  get end(): number {
    return this.#end
  }

  /** What a reader may be given at most: with `committed`, up to the last stable offset, before the first open transaction. */
  endFor(isolation: Isolation): number {
    if (isolation === 'uncommitted') return this.#end
    return this.#entries.find(({ transaction }) => transaction?.status === 'open')?.offset ?? this.#end
  }

  append(record: OutgoingRecord, transaction: MemoryTransaction | null): number {
    const offset = this.#end
    this.#entries.push({ offset, record: stored(record, offset), transaction })
    this.#end += 1
    return offset
  }

  appendControlRecord(): void {
    this.#entries.push({ offset: this.#end, record: null, transaction: null })
    this.#end += 1
  }

  fetch(from: number, isolation: Isolation, limit = Infinity): Fetched {
    const end = this.endFor(isolation)
    const records: LogRecord[] = []
    let next = Math.max(from, this.#start)
    for (const { offset, record, transaction } of this.#entries) {
      if (offset < next) continue
      if (offset >= end || records.length === limit) return { records, next }
      next = offset + 1
      const isVisible = isolation === 'uncommitted' || transaction?.status !== 'aborted'
      if (record !== null && isVisible) records.push(record)
    }
    return { records, next: Math.max(next, end) }
  }

  /** The first record whose timestamp is not older; null when there is none. */
  offsetAt(timestamp: number): number | null {
    return this.#entries.find(({ record }) => record !== null && record.timestamp >= timestamp)?.offset ?? null
  }

  /** Removes the records from an offset on; the next one takes their place. */
  cut(from: number): void {
    this.#entries = this.#entries.filter(({ offset }) => offset < from)
    this.#end = Math.min(this.#end, from)
  }

  /** Keeps the newest record of each key, up to the last stable offset; records that stay keep their offsets. */
  compact({ tombstones }: { readonly tombstones: 'kept' | 'removed' }): void {
    const end = this.endFor('committed')
    const isCompactable = ({ offset, transaction }: Entry) => offset < end && transaction?.status !== 'aborted'
    const newest = new Map<string, number>()
    for (const entry of this.#entries) {
      if (isCompactable(entry) && entry.record !== null) newest.set(keyOf(entry.record), entry.offset)
    }
    this.#entries = this.#entries.filter((entry) => {
      if (entry.offset >= end) return true
      if (entry.record === null || !isCompactable(entry)) return false
      const isNewest = newest.get(keyOf(entry.record)) === entry.offset
      return isNewest && (entry.record.value !== null || tombstones === 'kept')
    })
  }

  /** What retention does: the log then starts at this offset. */
  deleteBefore(offset: number): void {
    this.#start = Math.min(Math.max(offset, this.#start), this.#end)
    this.#entries = this.#entries.filter((entry) => entry.offset >= this.#start)
  }
}

const keyOf = ({ key }: LogRecord): string => key?.toString('base64') ?? ''

/** Copies of the bytes: what a producer does with its buffers afterwards does not change the log. */
function stored({ key, value, headers, timestamp }: OutgoingRecord, offset: number): LogRecord {
  return {
    offset,
    timestamp,
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, content]) => [
        name,
        Array.isArray(content) ? content.map((each) => Buffer.from(each)) : Buffer.from(content),
      ]),
    ),
  }
}
