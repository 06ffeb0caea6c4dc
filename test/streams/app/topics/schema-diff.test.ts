import { expect, it } from 'vitest'
import { avroTypeText, schemaDiff } from '../../../../streams/app/topics/schema-diff.ts'

const event = (symbols: readonly string[]) => ({ type: 'enum', name: 'Event', symbols })
const item = (fields: readonly object[]) => ({ type: 'array', items: { type: 'record', name: 'Item', fields } })
const record = (...fields: readonly object[]) => ({ type: 'record', name: 'Play', doc: 'A play.', fields })

it('tells fields that came, went or changed, wherever they are', () => {
  const from = record(
    { name: 'event', type: event(['started']) },
    { name: 'items', type: item([{ name: 'rank', type: 'int', doc: 'Place.' }]) },
    { name: 'old', type: 'long' },
  )
  const to = record(
    { name: 'event', type: event(['started', 'liked']) },
    { name: 'items', type: ['null', item([{ name: 'rank', type: 'int', doc: 'Place, from 1.' }])] },
    { name: 'shown', type: ['null', 'boolean'], default: null },
  )
  expect(schemaDiff(from, to)).toStrictEqual([
    { path: 'event', change: 'changed', from: { type: 'enum Event (started)' }, to: { type: 'enum Event (started, liked)' } }, // prettier-ignore
    { path: 'items', change: 'changed', from: { type: 'array of record Item' }, to: { type: 'null | array of record Item' } }, // prettier-ignore
    { path: 'items[].rank', change: 'changed', from: { type: 'int', doc: 'Place.' }, to: { type: 'int', doc: 'Place, from 1.' } }, // prettier-ignore
    { path: 'shown', change: 'added', from: null, to: { type: 'null | boolean', default: 'null' } },
    { path: 'old', change: 'removed', from: { type: 'long' }, to: null },
  ])
  expect(schemaDiff(to, to)).toStrictEqual([])
})

it('tells a changed name or documentation of the record itself', () => {
  expect(schemaDiff(record(), { ...record(), doc: 'Another.' })).toStrictEqual([
    { path: '', change: 'changed', from: { type: 'record Play', doc: 'A play.' }, to: { type: 'record Play', doc: 'Another.' } }, // prettier-ignore
  ])
})

it.each([
  ['string', 'string'],
  [{ type: 'long', logicalType: 'timestamp-millis' }, 'long (timestamp-millis)'],
  [{ type: { type: 'string', brand: 'TrackId' } }, 'string'],
  [{ type: 'map', values: 'double' }, 'map of double'],
  [{ type: 'fixed', name: 'Hash', size: 16 }, 'fixed Hash (16 bytes)'],
  [7, 'unknown'],
])('%j is %s', (schema, text) => {
  expect(avroTypeText(schema)).toBe(text)
})
