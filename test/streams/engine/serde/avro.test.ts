import { describe, expect, it } from 'vitest'
import { avroSerde } from '../../../../streams/engine/serde/avro.ts'

interface Song {
  readonly title: string
  readonly year: number | null
}
const schema = {
  type: 'record' as const,
  name: 'Song',
  fields: [
    { name: 'title', type: 'string' },
    { name: 'year', type: ['null', 'int'] as const, default: null },
  ],
}

describe('an Avro serde', () => {
  const serde = avroSerde<Song>(schema as never)

  it('gives back plain objects equal to what was encoded', () => {
    expect(serde.decode(serde.encode({ title: 'Blue', year: 1971 }))).toStrictEqual({ title: 'Blue', year: 1971 })
  })

  it('names the field that does not fit', () => {
    expect(() => serde.encode({ title: 7 as never, year: null })).toThrow('title: 7 does not fit the schema')
  })

  it('reads what an older schema wrote', () => {
    const older = { type: 'record' as const, name: 'Song', fields: [{ name: 'title', type: 'string' }] }
    const written = avroSerde<{ title: string }>(older).encode({ title: 'Blue' })
    expect(serde.decode(written, older)).toStrictEqual({ title: 'Blue', year: null })
  })

  it('refuses bytes that go on after the value', () => {
    const bytes = Buffer.concat([serde.encode({ title: 'Blue', year: null }), Buffer.from([0])])
    expect(() => serde.decode(bytes)).toThrow('trailing data')
  })
})
