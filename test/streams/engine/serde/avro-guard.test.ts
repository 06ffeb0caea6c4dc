import avro from 'avsc'
import { describe, expect, it } from 'vitest'
import { avroSerde } from '../../../../streams/engine/serde/avro.ts'
import type { AvroSchema } from '../../../../streams/engine/serde/avro.ts'
import { guardOf, MAX_VALUE_BYTES } from '../../../../streams/engine/serde/avro-guard.ts'
import { allTopics } from '../../../../schemas/topics.ts'
import { mulberry32 } from '../../../../processors/shared/random.ts'
import { mutated, randomValue, zigzag } from '../../../support/random-avro.ts'

const check = (schema: AvroSchema, ...parts: readonly Uint8Array[]) => {
  const type = avro.Type.forSchema(schema)
  return () => {
    guardOf(type)(Buffer.concat(parts))
  }
}
const arrayOf = (items: AvroSchema): AvroSchema => ({ type: 'array', items })
const huge = zigzag(2 ** 60)

describe('the guard before decoding', () => {
  it('refuses counts and lengths that the bytes cannot hold', () => {
    const lies = {
      strings: check(arrayOf('string'), huge),
      floats: check(arrayOf('float'), huge),
      inABlockOfBytes: check(arrayOf('string'), zigzag(-(2 ** 60)), zigzag(1)),
      map: check({ type: 'map', values: 'null' }, huge),
      string: check('string', huge),
      bytes: check('bytes', zigzag(-1)),
      twoFloats: check(arrayOf('float'), zigzag(2), Buffer.alloc(7)),
    }
    const said = Object.entries(lies).map(([name, lie]) => [name, messageOf(lie)])
    expect(Object.fromEntries(said)).toStrictEqual({
      strings: 'truncated or corrupt: at byte 9 of 9 the value announces a count of 1152921504606847000 items',
      floats: 'truncated or corrupt: at byte 9 of 9 the value announces a count of 1152921504606847000 items',
      inABlockOfBytes: 'truncated or corrupt: at byte 9 of 10 the value announces a count of 1152921504606847000 items',
      map: 'truncated or corrupt: at byte 9 of 9 the value announces a count of 1152921504606847000 items',
      string: 'truncated or corrupt: at byte 9 of 9 the value announces 1152921504606847000 more bytes',
      bytes: 'truncated or corrupt: at byte 1 of 1 the value announces a length of -1 bytes',
      twoFloats: 'truncated or corrupt: at byte 1 of 8 the value announces 8 more bytes',
    })
  })

  it('bounds items that take no bytes, over all blocks', () => {
    const end = zigzag(0)
    expect(check(arrayOf('null'), zigzag(1_000), end)).not.toThrow()
    expect(check(arrayOf('null'), zigzag(500), zigzag(501), end)).toThrow('501 items without content')
    const nothing: AvroSchema = { type: 'record', name: 'Nothing', fields: [] }
    expect(check(arrayOf(nothing), huge)).toThrow('items without content')
  })

  it('refuses an integer without an end, and a choice that there is not', () => {
    expect(check('long', Buffer.alloc(11, 0x80))).toThrow('an integer of more than 64 bits')
    expect(check(['null', 'string'], zigzag(2))).toThrow('union branch 2 of 2')
    expect(check({ type: 'enum', name: 'Mood', symbols: ['calm'] }, zigzag(-1))).toThrow('symbol -1 of 1')
  })

  it('follows a recursive schema only so deep', () => {
    const chain: AvroSchema = {
      type: 'record',
      name: 'Link',
      fields: [{ name: 'next', type: ['null', 'Link'] }],
    }
    const links = (deep: number) => Buffer.concat([Buffer.alloc(deep, 2), Buffer.from([0])])
    expect(check(chain, links(199))).not.toThrow()
    expect(check(chain, links(100_000))).toThrow('more than 200 values within each other')
  })

  it('refuses a value that is too large', () => {
    expect(check('bytes', Buffer.alloc(MAX_VALUE_BYTES + 1))).toThrow('is too large')
  })
})

/** Cases for each topic; each seed is one case, so that a failure names what to run again. */
const CASES = 1_000

describe.each(allTopics.map((topic) => [topic.name, topic] as const))('values of %s', (_, topic) => {
  const type = avro.Type.forSchema(topic.value.schema)
  const prototypeBefore = Object.getOwnPropertyNames(Object.prototype)

  it('pass the guard as they were written', () => {
    for (let seed = 0; seed < CASES / 10; seed += 1) {
      const bytes = type.toBuffer(randomValue(type, mulberry32(seed)))
      expect(Buffer.compare(topic.value.encode(topic.value.decode(bytes) as never), bytes), `seed ${seed}`).toBe(0)
    }
  })

  it('come back or are refused, whatever has become of their bytes', () => {
    const writer = JSON.parse(JSON.stringify(topic.value.schema)) as AvroSchema
    const outcomes = { read: 0, refused: 0 }
    for (let seed = 0; seed < CASES; seed += 1) {
      const next = mulberry32(seed)
      const bytes = mutated(type.toBuffer(randomValue(type, next)), next)
      try {
        topic.value.decode(bytes, seed % 2 === 0 ? undefined : writer)
        outcomes.read += 1
      } catch (error) {
        outcomes.refused += 1
        expect(error, `seed ${seed}`).toBeInstanceOf(Error)
      }
    }
    expect(outcomes.read + outcomes.refused).toBe(CASES)
    expect(outcomes.refused).toBeGreaterThan(CASES / 4)
    expect(Object.getOwnPropertyNames(Object.prototype)).toStrictEqual(prototypeBefore)
  })
})

it('leaves the prototype of all objects alone when a map has a key of its name', () => {
  const schema: AvroSchema = { type: 'map', values: { type: 'map', values: 'string' } }
  const type = avro.Type.forSchema(schema)
  const polluting = Object.defineProperty({}, '__proto__', { value: { polluted: 'yes' }, enumerable: true })
  const decoded = avroSerde<Record<string, unknown>>(schema).decode(type.toBuffer(polluting))
  expect([({} as Record<string, unknown>)['polluted'], decoded['polluted']]).toStrictEqual([undefined, undefined])
})

function messageOf(failing: () => void): string {
  try {
    failing()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'nothing was wrong'
}
