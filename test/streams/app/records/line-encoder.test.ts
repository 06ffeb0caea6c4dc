import { expect, it } from 'vitest'
import { lineEncoder, LineFault, targetName } from '../../../../streams/app/records/line-encoder.ts'

const line = (fields: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ topic: 't', partition: 1, offset: 5, timestamp: 7, key: 'k', headers: {}, schemaId: 1, ...fields })

const encode = lineEncoder(
  { topic: 'copy', partitions: Infinity, declared: null },
  {
    writerSchema: (id) => Promise.resolve(id === 1 ? 'string' : null),
    register: () => Promise.reject(new Error('no')),
  },
)

it('makes the bytes of a line by the schema that it names', async () => {
  expect(await encode(line({ value: 'ab' }))).toStrictEqual({
    ...{ topic: 'copy', partition: 1, timestamp: 7, key: Buffer.from('k'), headers: {} },
    value: Buffer.from([0, 0, 0, 0, 1, 4, 0x61, 0x62]),
  })
  expect((await encode(line({ value: null, schemaId: null }))).value).toBeNull()
  expect((await encode(line({ raw: '/w==', schemaId: null }))).value).toStrictEqual(Buffer.from([0xff]))
  await expect(encode(line({ value: 5 }))).rejects.toThrow(new LineFault('value: 5 does not fit the schema'))
  const unnamed = encode(line({ value: 'a', schemaId: null }))
  await expect(unnamed).rejects.toThrow('schemaId: it names none, and copy is no topic of Slipstream')
})

it('is no fault of a line that the registry does not answer', async () => {
  const away = lineEncoder(
    { topic: 'copy', partitions: 1, declared: null },
    { writerSchema: () => Promise.reject(new Error('away')), register: () => Promise.reject(new Error('away')) },
  )
  await expect(away(line({ value: 'a', partition: 0 }))).rejects.not.toBeInstanceOf(LineFault)
})

it('knows what can be the name of a topic', () => {
  expect([targetName('plays', undefined), targetName(undefined, 'copy-1.b_c')]).toStrictEqual(['plays', 'copy-1.b_c'])
  for (const name of ['', '..', 'a/b', 'a'.repeat(250)]) expect(() => targetName(undefined, name)).toThrow('cannot be')
})
