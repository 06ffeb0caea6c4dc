/** Header values in bytes. Kafka allows a name to be repeated: its values are then a list, in order. */
export type RecordHeaders = Readonly<Record<string, Buffer | readonly Buffer[]>>

/** One record as it was read from a partition of the log, in bytes. */
export interface LogRecord {
  readonly offset: number
  /** Event time, or the time of arrival where the topic says so; epoch ms. */
  readonly timestamp: number
  readonly key: Buffer | null
  /** Null: a tombstone. */
  readonly value: Buffer | null
  readonly headers: RecordHeaders
}

/** The first value of a header as UTF-8 text; null when there is none. */
export const headerText = (headers: RecordHeaders, name: string): string | null =>
  Object.hasOwn(headers, name) ? ([headers[name] ?? []].flat()[0]?.toString('utf8') ?? null) : null

/** One record to be appended to the log, in bytes; its partition is chosen here, so that a retry cannot choose another. */
export interface OutgoingRecord {
  readonly topic: string
  readonly partition: number
  /** Null only where a dead letter is redriven whose record had none. */
  readonly key: Buffer | null
  /** Null: a tombstone. */
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, string | Buffer | Buffer[]>>
  /** Event time, epoch ms. */
  readonly timestamp: number
}
