import avsc from 'avsc'
import { expect, it } from 'vitest'
import { allTopics } from '../../../../schemas/topics.ts'
import { publicSchema } from '../../../../streams/app/topics/public-schema.ts'

it('leaves out what our generator reads, and nothing else', () => {
  const schema = {
    ...{ type: 'record', name: 'Play', doc: 'A brand.' },
    fields: [
      { name: 'brand', type: 'string', doc: 'Named so.' },
      { name: 'id', type: { type: 'string', brand: 'PlayId' }, doc: 'Which.' },
      { name: 'of', type: ['null', { type: 'string', brand: 'TrackId' }], default: null },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'all', type: { type: 'array', items: { type: 'string', brand: 'TrackId' } }, default: [] },
    ],
  }
  expect(publicSchema(schema)).toStrictEqual({
    ...{ type: 'record', name: 'Play', doc: 'A brand.' },
    fields: [
      { name: 'brand', type: 'string', doc: 'Named so.' },
      { name: 'id', type: 'string', doc: 'Which.' },
      { name: 'of', type: ['null', 'string'], default: null },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'all', type: { type: 'array', items: 'string' }, default: [] },
    ],
  })
})

it.each(allTopics.map(({ name, value }) => [name, value.schema]))('%s is the same schema to a reader', (_, schema) => {
  const parsed: unknown = typeof schema === 'string' ? JSON.parse(schema) : schema
  const outside = JSON.stringify(publicSchema(parsed))
  expect(outside).not.toContain('"brand"')
  const type = (text: string) => avsc.Type.forSchema(JSON.parse(text) as avsc.Schema)
  expect(type(outside).fingerprint()).toStrictEqual(type(JSON.stringify(parsed)).fingerprint())
})
