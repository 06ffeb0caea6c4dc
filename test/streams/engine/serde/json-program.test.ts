import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { avroToJson } from '../../../../streams/engine/serde/avro-json.ts'
import { typeOfSchema } from '../../../../streams/engine/serde/avro-types.ts'
import { JsonBytes } from '../../../../streams/engine/serde/json-bytes.ts'
import { writeByKernel } from '../../../../streams/engine/serde/json-kernel/kernel.ts'
import { jsonProgram } from '../../../../streams/engine/serde/json-program.ts'
import type { AvroSchema } from '../../../../streams/engine/topic.ts'
import { plays } from '../../../../schemas/topics.ts'
import { mulberry32 } from '../../../../processors/shared/random.ts'
import { playOf } from '../../../support/builders.ts'
import { mutated, zigzag } from '../../../support/random-avro.ts'

/** A schema beside bytes of its values: those of avsc would have no texts that are no UTF-16, nor longs of 64 bits. */
interface Drawn {
  readonly schema: unknown
  readonly bytes: Buffer
}

const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Buffer.from([...bytes, Number(rest)])
})
/** Many are plain, for the kernel leaves the others to JavaScript; a lone surrogate becomes U+FFFD, and some are no UTF-8 at all. */
const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 40 }).map((each) => Buffer.from(each)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map((each) => Buffer.from(each)) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\u007f', '\u009b', 'é', '\u202e', '\ud800', 'a') }).map((each) => Buffer.from(each)) }, // prettier-ignore
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 6 }).map((each) => Buffer.from(each)) },
)
const sized = (bytes: Buffer) => Buffer.concat([zigzag(bytes.length), bytes])

let names = 0
const named = () => `N${(names += 1)}`

const leaf: fc.Arbitrary<Drawn> = fc.oneof(
  fc.constant({ schema: 'null', bytes: Buffer.alloc(0) }),
  fc.boolean().map((value) => ({ schema: 'boolean', bytes: Buffer.from([value ? 1 : 0]) })),
  fc.integer().map((value) => ({ schema: 'int', bytes: zigzag(value) })),
  long.map((bytes) => ({ schema: 'long', bytes })),
  long.map((bytes) => ({ schema: { type: 'long', logicalType: 'timestamp-millis' }, bytes })),
  text.map((bytes) => ({ schema: 'string', bytes: sized(bytes) })),
  text.map((bytes) => ({ schema: 'bytes', bytes: sized(bytes) })),
  fc.double().map((value) => {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(value)
    return { schema: 'double', bytes }
  }),
  fc.nat(2).map((index) => ({ schema: { type: 'enum', name: named(), symbols: ['a', 'longer_symbol_than_sixteen', 'C'] }, bytes: zigzag(index) })), // prettier-ignore
)

const { value: drawn } = fc.letrec<{ value: Drawn }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { minLength: 1, maxLength: 6 }).map((fields) => ({
      schema: { type: 'record', name: named(), fields: fields.map(({ schema }, n) => ({ name: `field${n}`, type: schema })) }, // prettier-ignore
      bytes: Buffer.concat(fields.map(({ bytes }) => bytes)),
    })),
    fc.tuple(tie('value').filter(isNoUnion), fc.boolean()).map(([{ schema, bytes }, isNull]) => ({
      schema: schema === 'null' ? 'null' : ['null', schema],
      bytes: schema === 'null' ? bytes : isNull ? zigzag(0) : Buffer.concat([zigzag(1), bytes]),
    })),
    fc.tuple(tie('value').filter(isNoUnion), fc.nat(5), fc.boolean()).map(([{ schema, bytes }, count, hasSize]) => {
      const items = Buffer.concat(Array.from({ length: count }, () => bytes))
      const head = hasSize ? Buffer.concat([zigzag(-count), zigzag(items.length)]) : zigzag(count)
      return { schema: { type: 'array', items: schema }, bytes: Buffer.concat(count === 0 ? [zigzag(0)] : [head, items, zigzag(0)]) } // prettier-ignore
    }),
  ),
}))

function isNoUnion({ schema }: Drawn): boolean {
  return !Array.isArray(schema)
}

/** What the kernel writes; null where it leaves the value to JavaScript. */
function byKernel(schema: AvroSchema, bytes: Buffer): string | null {
  const program = jsonProgram(typeOfSchema(schema))
  const out = new JsonBytes()
  return program !== null && writeByKernel(program, bytes, out) ? out.written.toString('utf8') : null
}

/** With times as text JavaScript writes all; times are kept out by a schema without them. */
function byScript(schema: AvroSchema, bytes: Buffer): string | null {
  const timeless = JSON.parse(JSON.stringify(schema).replaceAll('timestamp-millis', 'none')) as AvroSchema
  try {
    return avroToJson(timeless, { iso: true })(bytes)
  } catch {
    return null
  }
}

describe('the program of a schema', () => {
  it('writes what JavaScript writes, or nothing, of values and of wrong ones', () => {
    let written = 0
    fc.assert(
      fc.property(drawn, fc.nat(), ({ schema, bytes }, seed) => {
        const own = schema as AvroSchema // any of Avro
        for (const each of [bytes, mutated(bytes, mulberry32(seed)), mutated(bytes, mulberry32(seed + 1))]) {
          const json = byKernel(own, each)
          if (json === null) continue
          written += 1
          expect(json).toBe(byScript(own, each))
        }
      }),
      { numRuns: 400 },
    )
    expect(written).toBeGreaterThan(200)
  })

  it('writes plays, which most records are', () => {
    const bytes = plays.value.encode(playOf('liked', 'a-track'))
    expect(byKernel(plays.value.schema, bytes)).toBe(byScript(plays.value.schema, bytes))
  })

  it('leaves to JavaScript what is longer than its memory, and goes on after it', () => {
    const schema: AvroSchema = { type: 'array', items: 'string' }
    const list = (count: number) => Buffer.concat([zigzag(count), Buffer.alloc(count * 2, Buffer.from([2, 0x61])), zigzag(0)]) // prettier-ignore
    expect(byKernel(schema, list(200_000))).toBeNull()
    expect(byKernel(schema, list(100_000))).toBe(JSON.stringify(Array.from({ length: 100_000 }, () => 'a')))
    const one = 'x'.repeat(250 * 1024)
    expect(byKernel('string', sized(Buffer.from(one)))).toBe(`"${one}"`)
    const wide = { type: 'record', name: 'Wide', fields: [{ name: 'n'.repeat(100), type: 'int' }] } as const
    const rows = Buffer.concat([zigzag(20_000), Buffer.alloc(20_000, 2), zigzag(0)])
    expect(byKernel({ type: 'array', items: wide } as unknown as AvroSchema, rows)).toBeNull() // two megabytes of JSON
    expect(byKernel('int', zigzag(-5))).toBe('-5')
  })

  it('is none, without being made whole, for a schema that contains itself in many places', () => {
    const fields = Array.from({ length: 9 }, (_, n) => ({ name: `f${n}`, type: ['null', 'Own'], default: null }))
    expect(jsonProgram(typeOfSchema({ type: 'record', name: 'Own', fields }))).toBeNull()
  })

  it('is none for a schema whose values all have what it cannot write', () => {
    const has = (schema: unknown) => jsonProgram(typeOfSchema(schema as AvroSchema)) !== null
    const recordOf = (type: unknown) => ({ type: 'record', name: 'R', fields: [{ name: 'field', type }] })
    expect(['double', 'bytes', { type: 'map', values: 'int' }, recordOf('float')].map(has)).not.toContain(true)
    expect([recordOf(['null', 'double']), { type: 'array', items: 'double' }].map(has)).not.toContain(false)
    expect(has(recordOf(['null', 'R']))).toBe(true)
    expect(has({ type: 'array', items: 'null' })).toBe(false)
  })
})
