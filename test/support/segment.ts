import { createRequire } from 'node:module'

/** Record batches as a broker stores them, written and read by kafkajs. */
export interface StoredRecord {
  readonly key: string
  readonly value: string | null
  readonly headers: Readonly<Record<string, string>>
}

interface Encoded {
  readonly buffer: Buffer
}
interface Decoded {
  readonly records: readonly {
    readonly offset: string
    readonly timestamp: string
    readonly isControlRecord: boolean
    readonly key: Buffer | null
    readonly value: Buffer | null
    readonly headers: Readonly<Record<string, Buffer>>
  }[]
}

const require = createRequire(import.meta.url)
const load = (path: string): unknown => require(`kafkajs/src/protocol/${path}`)
// What these modules are, kafkajs declares no types of.
const { RecordBatch } = load('recordBatch/v0/index.js') as { RecordBatch(batch: object): Promise<Encoded> }
const encodedRecord = load('recordBatch/record/v0/index.js') as (record: object) => Encoded
const decodeBatch = load('recordBatch/v0/decoder.js') as (decoder: object) => Promise<Decoded>
const Decoder = load('decoder.js') as new (bytes: Buffer) => object

/** Times count up from 1,000,000 by minutes, offsets by one. @param attributes of the batch; 1: gzip. */
export async function batchOf(firstOffset: number, records: readonly StoredRecord[], compression = 0): Promise<Buffer> {
  const minutes = (i: number) => i * 60_000
  const { buffer } = await RecordBatch({
    compression,
    firstOffset,
    firstTimestamp: 1_000_000,
    maxTimestamp: 1_000_000 + minutes(records.length - 1),
    lastOffsetDelta: records.length - 1,
    records: records.map((each, i) => encodedRecord({ ...each, offsetDelta: i, timestampDelta: minutes(i) })),
  })
  return buffer
}

/** The records of one batch. */
export async function recordsIn(batch: Buffer) {
  const { records } = await decodeBatch(new Decoder(batch))
  // The engine has a patched kafkajs say where a batch ends, by a control record.
  const own = records.filter(({ isControlRecord }) => !isControlRecord)
  return own.map(({ offset, timestamp, key, value, headers }) => ({
    offset: Number(offset),
    timestamp: Number(timestamp),
    key: key?.toString() ?? null,
    value: value === null ? null : value.toString(),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, text.toString()])),
  }))
}
