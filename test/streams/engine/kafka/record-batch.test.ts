import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'
import type { KafkajsRecord } from '../../../../streams/engine/kafka/kafkajs-patches.ts'

const require = createRequire(import.meta.url)
const PATH = 'kafkajs/src/protocol/recordBatch/v0/decoder'

interface DecodedBatch {
  readonly records: readonly KafkajsRecord[]
}
type Decode = (decoder: object) => Promise<DecodedBatch>

/** The one that is used, and that of kafkajs, which it replaces. */
const ours = require(PATH) as Decode
const theirs = unpatched()

function unpatched(): Decode {
  const path = require.resolve(PATH)
  const patched = require.cache[path]
  Reflect.deleteProperty(require.cache, path)
  const original = require(PATH) as Decode
  require.cache[path] = patched
  return original
}

const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => { readonly offset: number }
const Long = require('kafkajs/src/utils/long') as { fromValue(value: string): object }
const encodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0') as (record: object) => unknown
const { RecordBatch: encodeBatch } = require('kafkajs/src/protocol/recordBatch/v0') as {
  RecordBatch(batch: object): Promise<{ readonly buffer: Buffer }>
}

interface Written {
  readonly offsetDelta: number
  readonly timestampDelta: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer | Buffer[]>>
}

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !(text in {}))
const written: fc.Arbitrary<Written> = fc.record({
  offsetDelta: fc.nat(2 ** 31 - 1),
  timestampDelta: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.dictionary(name, fc.oneof(bytes, fc.array(bytes, { minLength: 2, maxLength: 3 })), { maxKeys: 4, noNullPrototype: true }), // prettier-ignore
})

async function batchOf(records: readonly Written[], changes: object = {}): Promise<Buffer> {
  const { buffer } = await encodeBatch({
    firstOffset: Long.fromValue('4007199254000000'),
    firstTimestamp: 1_796_001_199_257,
    maxTimestamp: 1_796_001_200_000,
    lastOffsetDelta: 0, // the last record stands behind it: no end is added
    producerId: Long.fromValue('77'),
    records: records.map(encodeRecord),
    ...changes,
  })
  return buffer
}

const decoded = async (decode: Decode, batch: Buffer) =>
  (await decode(new Decoder(batch))).records.map((record) => ({
    offset: record.offset,
    timestamp: record.timestamp,
    key: record.key,
    value: record.value,
    headers: record.headers,
    isControlRecord: record.isControlRecord,
    producerId: record.batchContext.producerId,
    inTransaction: record.batchContext.inTransaction,
  }))

/** Of the attributes of a batch: bit 3 says that the broker stamps records, bit 5 that they are markers. */
function withAttributes(batch: Buffer, bits: number): Buffer {
  const copy = Buffer.from(batch)
  copy.writeInt16BE(copy.readInt16BE(21) | bits, 21)
  return copy
}

describe('records of a batch', () => {
  it('are those that the decoder of kafkajs gives', async () => {
    const batches = fc.tuple(fc.array(written, { maxLength: 20 }), fc.boolean(), fc.constantFrom(0, 1), fc.constantFrom(0, 8, 32)) // prettier-ignore
    await fc.assert(
      fc.asyncProperty(batches, async ([records, transactional, compression, bits]) => {
        const batch = withAttributes(await batchOf(records, { transactional, compression }), bits)
        const own = await decoded(ours, batch)
        const end = own.length > records.length ? own.slice(0, -1) : own // of a batch without records
        expect(end).toStrictEqual(await decoded(theirs, batch))
      }),
    )
  })

  it('have times as exact as a number can be', async () => {
    const times = ['9223372036854770000', '-9223370000000000000', '9007199254740993']
    for (const firstTimestamp of times) {
      const records = [-(2 ** 40), -1, 0, 600].map((timestampDelta) => ({ offsetDelta: 1, timestampDelta, key: null, value: null, headers: {} })) // prettier-ignore
      const batch = await batchOf(records, { firstTimestamp: Long.fromValue(firstTimestamp) })
      const own = await decoded(ours, batch)
      const kafkajsOwn = await decoded(theirs, batch)
      expect(own.map(({ timestamp }) => Number(timestamp))).toStrictEqual(kafkajsOwn.map(({ timestamp }) => Number(timestamp))) // prettier-ignore
    }
  })

  it('keep headers of any name', async () => {
    const headers = Object.fromEntries(['constructor', 'toString', 'a'].map((each) => [each, Buffer.from(each)]))
    const [record] = await decoded(ours, await batchOf([{ offsetDelta: 1, timestampDelta: 0, key: null, value: null, headers }])) // prettier-ignore
    expect(Object.entries(record?.headers ?? {})).toStrictEqual(Object.entries(headers)) // one is its constructor
  })

  it('are not read where a batch is cut, and refused where a length lies', async () => {
    expect(kafkajs.logLevel.WARN).toBe(2)
    const record = { offsetDelta: 1, timestampDelta: 0, key: Buffer.from('key'), value: Buffer.alloc(50), headers: {} }
    const batch = await batchOf([record, record])
    await expect(ours(new Decoder(batch.subarray(0, -1)))).rejects.toMatchObject({ name: 'KafkaJSPartialMessageError' })
    for (let at = 61; at < batch.length; at += 1) {
      const lying = Buffer.from(batch)
      lying[at] = 0xfe
      await ours(new Decoder(lying)).catch((error: unknown) => expect(error).toBeInstanceOf(RangeError))
    }
  })
})
