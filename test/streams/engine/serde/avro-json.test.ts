import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import avro from 'avsc'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { avroFromJson } from '../../../../streams/engine/serde/avro-from-json.ts'
import { avroToJson } from '../../../../streams/engine/serde/avro-json.ts'
import type { AvroSchema } from '../../../../streams/engine/topic.ts'
import { mutated, randomValue } from '../../../support/random-avro.ts'
import { mulberry32 } from '../../../../processors/shared/random.ts'

const SCHEMAS = 'schemas'
const ours = readdirSync(SCHEMAS)
  .filter((name) => name.endsWith('.avsc'))
  .map((name) => [name, JSON.parse(readFileSync(join(SCHEMAS, name), 'utf8')) as AvroSchema] as const)

/** Types that none of our schemas has. */
const FOREIGN: AvroSchema = {
  type: 'record',
  name: 'Foreign',
  namespace: 'x',
  fields: [
    { name: 'map', type: { type: 'map', values: 'long' } },
    { name: 'fixed', type: { type: 'fixed', name: 'Four', size: 4 } },
    { name: 'several', type: ['null', 'string', 'int', 'bytes', 'Four', { type: 'array', items: 'float' }] },
    { name: 'children', type: { type: 'array', items: 'Foreign' } },
    { name: 'nothing', type: 'null' },
    { name: 'maybe', type: ['Foreign', 'null'] },
  ],
} as unknown as AvroSchema

const typeOf = (schema: AvroSchema) => avro.Type.forSchema(structuredClone(schema))
const jsonOf = (schema: AvroSchema, value: unknown) => avroToJson(schema)(typeOf(schema).toBuffer(value))

/** What `JSON.stringify` gives of a decoded value, with bytes in base64. */
const stringified = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (isBytes(each) ? Buffer.from(each.data).toString('base64') : each)),
  )
const isBytes = (value: unknown): value is { readonly data: readonly number[] } =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer'

describe('the JSON of Avro bytes', () => {
  it.each(ours)('of %s is that of the decoded value, and becomes the same bytes again', (_, schema) => {
    const [type, toJson, fromJson] = [typeOf(schema), avroToJson(schema), avroFromJson(schema)]
    const next = mulberry32(7)
    for (let n = 0; n < 40; n += 1) {
      const bytes = type.toBuffer(randomValue(type, next))
      const json: unknown = JSON.parse(toJson(bytes))
      expect(json).toStrictEqual(stringified(type.fromBuffer(bytes)))
      expect(fromJson(json).equals(bytes)).toBe(true)
    }
  })

  it('names the branch of a union of several types', () => {
    const value = {
      map: { 'ключ"': 1 },
      fixed: Buffer.from('abcd'),
      several: { 'x.Four': Buffer.from('wxyz') },
      children: [],
      nothing: null,
      maybe: null,
    }
    const type = avro.Type.forSchema(structuredClone(FOREIGN), { wrapUnions: true })
    const read = (several: unknown) => {
      const bytes = type.toBuffer({ ...value, several, maybe: { 'x.Foreign': { ...value, several: null } } })
      const json = JSON.parse(avroToJson(FOREIGN)(bytes)) as { readonly several: unknown; readonly maybe: unknown }
      expect(avroFromJson(FOREIGN)(json).equals(bytes)).toBe(true)
      return [json.several, json.maybe]
    }
    const inner = { map: { 'ключ"': 1 }, fixed: 'YWJjZA==', several: null, children: [], nothing: null, maybe: null }
    expect(
      [{ 'x.Four': Buffer.from('wxyz') }, { int: 5 }, { string: '5' }, { array: [0.5] }, null].map(read),
    ).toStrictEqual(
      [{ 'x.Four': 'd3h5eg==' }, { int: 5 }, { string: '5' }, { array: [0.5] }, null].map((each) => [each, inner]),
    )
  })

  it('has all digits of a long, and numbers that JSON has none for as text', () => {
    const long = avroToJson('long')
    const bytes = (value: bigint) => {
      let zigzag = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
      const out: number[] = []
      for (; zigzag > 0x7fn; zigzag >>= 7n) out.push(Number(zigzag & 0x7fn) | 0x80)
      return Buffer.from([...out, Number(zigzag)])
    }
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => long(bytes(value)) === String(value))) // prettier-ignore
    for (const edge of [0n, -1n, 2n ** 48n, -(2n ** 49n), 2n ** 53n + 1n, -(2n ** 63n)]) expect(long(bytes(edge))).toBe(String(edge)) // prettier-ignore
    expect([NaN, -Infinity, -0, 1e21, 0.1].map((value) => jsonOf('double', value))).toStrictEqual([
      ...['"NaN"', '"-Infinity"', '-0', '1e+21', '0.1'],
    ])
    for (const value of [NaN, Infinity, -0]) {
      const encoded = avroFromJson('double')(JSON.parse(jsonOf('double', value)))
      expect(encoded.equals(typeOf('double').toBuffer(value))).toBe(true)
    }
  })

  it('is the same JSON when a terminal has shown it', () => {
    const hostile = 'a\u0007\u009b\u202e\ufeff"\\\n\u{1f3b5}é'
    const json = jsonOf('string', hostile)
    expect(json).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u202e\ufeff]*$/)
    expect(JSON.parse(json)).toBe(hostile)
  })

  it('has times as epoch ms, or as ISO 8601 where that is asked for', () => {
    const schema: AvroSchema = { type: 'array', items: { type: 'long', logicalType: 'timestamp-millis' } }
    const bytes = avro.Type.forSchema({ type: 'array', items: 'long' }).toBuffer([1_796_001_199_257, 8.64e15 + 1])
    expect(avroToJson(schema)(bytes)).toBe('[1796001199257,8640000000000001]')
    const iso = avroToJson(schema, { iso: true })(bytes)
    expect(iso).toBe('["2026-11-30T01:13:19.257Z",8640000000000001]')
    expect(avroFromJson(schema)(JSON.parse(iso)).equals(bytes)).toBe(true)
  })

  it('is refused for bytes that are no value, however much they announce', () => {
    const next = mulberry32(11)
    for (const [, schema] of ours) {
      const [type, toJson] = [typeOf(schema), avroToJson(schema)]
      for (let n = 0; n < 200; n += 1) {
        const bytes = mutated(type.toBuffer(randomValue(type, next)), next)
        try {
          JSON.parse(toJson(bytes)) // what is taken is JSON
        } catch (error) {
          expect(error).not.toBeInstanceOf(SyntaxError)
          expect(String(error)).toMatch(/truncated or corrupt|bytes follow the value/)
        }
      }
    }
    const of =
      (schema: AvroSchema, ...bytes: number[]) =>
      () =>
        avroToJson(schema)(Buffer.from(bytes))
    expect(of('string', 4, 0xc3, 0x28)).toThrow('announces a string that is no UTF-8')
    expect(of({ type: 'array', items: 'null' }, 0xd2, 0x0f, 0)).toThrow('1001 items without content')
    expect(of('boolean', 2)).toThrow('a boolean of 2')
    expect(of('int', 2, 2)).toThrow('1 bytes follow the value')
    expect(() => avroToJson('bytes')(Buffer.alloc(4 * 1024 * 1024 + 1))).toThrow('too large')
    const list = { type: 'record', name: 'L', fields: [{ name: 'next', type: ['L', 'null'] }] } as unknown as AvroSchema
    expect(() => avroToJson(list)(Buffer.concat([Buffer.alloc(300), Buffer.from([2])]))).toThrow('more than 200 values')
  })
})
