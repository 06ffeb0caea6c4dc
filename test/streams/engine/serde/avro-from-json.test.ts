import { expect, it } from 'vitest'
import { playSchema } from '../../../../schemas/generated.ts'
import { avroFromJson } from '../../../../streams/engine/serde/avro-from-json.ts'
import type { AvroSchema } from '../../../../streams/engine/topic.ts'

const play = {
  ...{ playId: 'a', listenerId: 'b', sessionId: '', trackId: 'c', event: 'liked', positionMs: 1, playedMs: 1 },
  ...{ via: 'search', arrivedAt: 5 },
}
const encode = avroFromJson(playSchema)
const refused = (fields: Readonly<Record<string, unknown>>) => () => encode({ ...play, ...fields })

it('puts in defaults, and names the field that does not fit', () => {
  expect(encode(play).equals(encode({ ...play, title: null, wish: null }))).toBe(true)
  expect(refused({ positionMs: '1' })).toThrow('value.positionMs: "1" does not fit the schema')
  expect(refused({ playedMs: 2 ** 53 })).toThrow('value.playedMs: 9007199254740992 does not fit the schema')
  expect(refused({ event: 'danced' })).toThrow('value.event: "danced" does not fit the schema')
  expect(refused({ title: 5 })).toThrow('value.title: 5 does not fit the schema')
  expect(refused({ wish: { familiarity: 'much' } })).toThrow(/value\.wish\..*familiarity: "much" does not fit/)
  expect(refused({ titel: 'a' })).toThrow('value.titel: slipstream.Play has no such field')
  expect(refused({ arrivedAt: 'yesterday' })).toThrow('value.arrivedAt: "yesterday" is no time in ISO 8601')
  expect(() => encode([])).toThrow('value: [] does not fit the schema')
  expect(refused({ playId: undefined })).toThrow('value.playId: nothing does not fit the schema')
})

it('names the branches of a union, and text that is no base64', () => {
  const union: AvroSchema = ['null', 'string', 'int']
  expect(() => avroFromJson(union)({ long: 5 })).toThrow('value: it has to be an object with one of null, string, int')
  expect(() => avroFromJson(union)(5)).toThrow('value: 5 does not fit the schema')
  expect(() => avroFromJson('bytes')('not base64')).toThrow('value: "not base64" is no base64')
  expect(() => avroFromJson('bytes')(5)).toThrow('value: 5 does not fit the schema')
})
