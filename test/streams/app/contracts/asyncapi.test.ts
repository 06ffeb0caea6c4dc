import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import * as formats from 'ajv-formats'
import avsc from 'avsc'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { allTopics } from '../../../../schemas/topics.ts'
import { allMessages } from '../../../../schemas/live.ts'
import { recordExamples } from '../../../../streams/app/contracts/examples.ts'
import { messageTypeOf } from '../../../../streams/app/contracts/asyncapi.ts'
import { expectPublishedMessage, publishedAsyncApi } from '../../../support/published.ts'

const document = z
  .object({
    channels: z.record(
      z.string(),
      z.object({ address: z.string(), messages: z.record(z.string(), z.looseObject({})) }),
    ),
    operations: z.record(
      z.string(),
      z.object({ channel: z.object({ $ref: z.string() }), messages: z.array(z.object({ $ref: z.string() })) }),
    ),
  })
  .parse(publishedAsyncApi())

it('is AsyncAPI 3.0, by its own schema', () => {
  const specification: unknown = JSON.parse(readFileSync('node_modules/@asyncapi/specs/schemas/3.0.0.json', 'utf8'))
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, meta: false }) // it brings draft 7
  formats.default(ajv)
  const validate = ajv.compile(specification as object)
  expect(validate(publishedAsyncApi()), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true)
  expect(validate({ ...publishedAsyncApi(), channels: { live: { adress: '/live' } } })).toBe(false)
})

it('has every topic, and every message of the socket', () => {
  expect(Object.keys(document.channels).toSorted()).toStrictEqual([...allTopics.map(({ name }) => name), 'live'].toSorted()) // prettier-ignore
  expect(Object.keys(document.channels['live']?.messages ?? {}).toSorted()).toStrictEqual(allMessages.map(messageTypeOf).toSorted()) // prettier-ignore
})

it('refers to nothing that is not there', () => {
  const refs = Object.values(document.operations).flatMap(({ channel, messages }) => [channel, ...messages])
  const found = (ref: string) => ref.slice(2).split('/').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document) // prettier-ignore
  expect(refs.filter(({ $ref }) => found($ref) === undefined)).toStrictEqual([])
})

describe.each(Object.entries(publishedAsyncApi().channels.live.messages))('the message %s', (_, { examples }) => {
  it('has an example that fits', () => {
    expect(examples.length).toBeGreaterThan(0)
    for (const { payload } of examples) expectPublishedMessage(payload as Record<string, unknown>)
  })
})

it.each(Object.entries(recordExamples))('the example of a record of %s fits its Avro schema', (name, example) => {
  const topic = allTopics.find((each) => each.name === name)
  const type = avsc.Type.forSchema(topic?.value.schema as avsc.Schema)
  expect(type.isValid(example)).toBe(true)
})
