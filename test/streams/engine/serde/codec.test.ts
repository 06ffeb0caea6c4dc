import { describe, expect, it } from 'vitest'
import { partitionOf } from '../../../../streams/engine/partition.ts'
import { avroSerde } from '../../../../streams/engine/serde/avro.ts'
import { createCodec } from '../../../../streams/engine/serde/codec.ts'
import type { LogRecord } from '../../../../streams/engine/serde/log-record.ts'
import type { Registry } from '../../../../streams/engine/serde/registry.ts'
import { frame } from '../../../../streams/engine/serde/wire.ts'
import type { AnyTopic, AvroSchema } from '../../../../streams/engine/topic.ts'

const fields = (...names: readonly string[]) => names.map((name) => ({ name, type: 'int', default: 0 }))
const schemaOf = (...names: readonly string[]): AvroSchema => ({
  type: 'record',
  name: 'Count',
  fields: fields(...names),
})
const serde = avroSerde<unknown>(schemaOf('n', 'added'))
const counts: AnyTopic = {
  name: 'counts',
  key: (text) => text.toUpperCase(),
  value: serde,
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 8,
}
/** Partitions as they are in Kafka, which is what counts. */
const PARTITIONS = 3
const LIMITS = new Map([['counts', { partitions: PARTITIONS, largestBatchBytes: 200 }]])
const OLD_ID = 4

const older = avroSerde<unknown>(schemaOf('n'))
const writers = new Map([
  [5, serde.schema],
  [OLD_ID, older.schema],
])
const registry: Registry = {
  register: () => Promise.resolve(5),
  knownWriter: (id) => (id === 5 ? writers.get(id) : undefined),
  writerSchema: (id) =>
    id === 99 ? Promise.reject(new Error('registry-unavailable')) : Promise.resolve(writers.get(id) ?? null),
}
const codec = createCodec([counts], registry, LIMITS)

const read = (value: Buffer | null, key: Buffer | null = Buffer.from('cat'), headers = {}): LogRecord => ({
  offset: 9,
  timestamp: 1000,
  key,
  value,
  headers,
})
const VALUE = { n: 1, added: 2 }

describe('encoding', () => {
  it('frames the value with its schema id, and chooses the partition of the key', async () => {
    await codec.prepare([counts])
    const record = { topic: 'counts', key: 'cat', value: VALUE, timestamp: 1000 }
    expect(codec.encode(record, { 'sent-at': '1' })).toStrictEqual({
      topic: 'counts',
      partition: partitionOf(Buffer.from('cat'), PARTITIONS),
      key: Buffer.from('cat'),
      value: frame(5, serde.encode(VALUE)),
      headers: { 'sent-at': '1' },
      timestamp: 1000,
    })
    expect(codec.encode({ ...record, value: null })).toMatchObject({ value: null, headers: {} })
  })

  it('takes no topic that was not prepared', () => {
    const unprepared = createCodec([counts], registry, LIMITS)
    expect(() => unprepared.encode({ topic: 'counts', key: 'cat', value: VALUE, timestamp: 0 })).toThrow('prepared')
  })
})

describe('decoding', () => {
  it('gives records with their position, in order, whatever version of the schema they were written with', async () => {
    const wires = [
      read(frame(5, serde.encode(VALUE)), Buffer.from('cat'), { 'sent-at': Buffer.from('999') }),
      read(frame(OLD_ID, older.encode({ n: 7 }))),
      read(null),
    ]
    const at = { topic: 'counts', key: 'CAT', timestamp: 1000, partition: 2, offset: 9 }
    expect(await codec.decode(counts, 2, wires)).toStrictEqual([
      { ok: true, record: { ...at, sentAt: 999, value: VALUE }, wire: wires[0] },
      { ok: true, record: { ...at, value: { n: 7, added: 0 } }, wire: wires[1] },
      { ok: true, record: { ...at, value: null }, wire: wires[2] },
    ])
  })

  const bad: readonly (readonly [string, LogRecord, string])[] = [
    ['without a key', read(null, null), 'it has no key'],
    ['without a frame', read(Buffer.from('not Avro')), 'its value is not in the Confluent wire format'],
    ['of an unknown schema', read(frame(6, Buffer.alloc(0))), 'the registry knows no schema 6'],
    ['that is cut off', read(frame(5, Buffer.alloc(0))), 'truncated or corrupt: at byte 0 of 0'],
  ]
  it.each(bad)('makes a result of a record %s, not an error', async (_, wire, why) => {
    const [decoded] = await codec.decode(counts, 2, [wire])
    expect(decoded).toMatchObject({ ok: false, code: 'undecodable', isSchemaUnknown: why.includes('no schema'), wire })
    expect(decoded?.ok === false && decoded.message).toContain(`The record at counts/2/9 could not be decoded: ${why}`)
  })

  it('throws when the registry does not answer: the record is not to blame', async () => {
    await expect(codec.decode(counts, 2, [read(frame(99, Buffer.alloc(0)))])).rejects.toThrow('registry-unavailable')
  })
})
