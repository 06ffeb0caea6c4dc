import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OPEN_ACCESS } from '../../../../streams/engine/access.ts'
import { avroSerde } from '../../../../streams/engine/serde/avro.ts'
import { connectRegistry, subjectOf } from '../../../../streams/engine/serde/registry.ts'
import { openKeptSchemas } from '../../../../streams/engine/serde/kept-schemas.ts'
import type { KeptSchemas } from '../../../../streams/engine/serde/kept-schemas.ts'
import type { AnyTopic, AvroSchema } from '../../../../streams/engine/topic.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const SCHEMA: AvroSchema = { type: 'record', name: 'Play', namespace: 'test', fields: [{ name: 'at', type: 'long' }] }
const plays: AnyTopic = {
  name: 'plays',
  key: (text) => text,
  value: avroSerde(SCHEMA),
  compatibility: 'FULL_TRANSITIVE',
  cleanup: 'for-ever',
  partitions: 4,
}

type Answers = Readonly<Record<string, readonly [status: number, body: unknown]>>
let server: Server
let asked: string[]
let answers: Answers

beforeEach(async () => {
  asked = []
  server = createServer((request, response) => {
    const question = `${request.method ?? ''} ${request.url ?? ''}`
    asked.push(question)
    const [status, body] = answers[question] ?? [404, { error_code: 40401, message: 'not found' }]
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  server.close()
  await once(server, 'close')
})
const registry = (kept?: KeptSchemas, topicPrefix = '') =>
  connectRegistry(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    { ...OPEN_ACCESS.registry, topicPrefix },
    kept,
  )
const newFolder = temporaryFolders('registry')

const REGISTER = 'POST /subjects/plays-value/versions'
const SET_LEVEL = 'PUT /config/plays-value'

describe('registering the schema of a topic', () => {
  it('uses the subject of its values, and sets the compatibility of a new subject', async () => {
    answers = { [REGISTER]: [200, { id: 7 }], [SET_LEVEL]: [200, {}] }
    expect([subjectOf(plays, ''), subjectOf(plays, 'home-')]).toStrictEqual(['plays-value', 'home-plays-value'])
    expect(await registry().register(plays)).toBe(7)
    expect(asked).toStrictEqual(['GET /config/plays-value', REGISTER, SET_LEVEL])
  })

  it('uses subjects of its own where installations share a registry, and names them when they are refused', async () => {
    const register = 'POST /subjects/home-plays-value/versions'
    answers = { [register]: [200, { id: 7 }], 'PUT /config/home-plays-value': [200, {}] }
    expect(await registry(undefined, 'home-').register(plays)).toBe(7)
    answers = { [register]: [409, {}] }
    await expect(registry(undefined, 'home-').register(plays)).rejects.toThrow(
      'The schema of home-plays does not fit the versions registered as home-plays-value',
    )
  })

  it('is requested once, and its schema known from then on', async () => {
    answers = { [REGISTER]: [200, { id: 7 }], [SET_LEVEL]: [200, {}] }
    const connected = registry()
    await Promise.all([connected.register(plays), connected.register(plays)])
    await connected.register(plays)
    expect(asked.filter((question) => question === REGISTER).length).toBe(1)
    expect(connected.knownWriter(7)).toBe(plays.value.schema)
    expect(await connected.writerSchema(7)).toBe(plays.value.schema)
  })

  it.each([409, 422])('is refused for good where the registry answers %i', async (status) => {
    answers = { [REGISTER]: [status, { message: 'incompatible' }] }
    await expect(registry().register(plays)).rejects.toMatchObject({ code: 'schema-refused', retriable: false })
  })

  it('is requested again after an error', async () => {
    answers = { [REGISTER]: [409, { message: 'incompatible' }] }
    const connected = registry()
    await expect(connected.register(plays)).rejects.toThrow('plays-value')
    answers = { [REGISTER]: [200, { id: 8 }], [SET_LEVEL]: [200, {}] }
    expect(await connected.register(plays)).toBe(8)
  })
})

describe('the schema of an id', () => {
  it('is requested once', async () => {
    answers = { 'GET /schemas/ids/3': [200, { schema: JSON.stringify(SCHEMA) }] }
    const connected = registry()
    expect(connected.knownWriter(3)).toBeUndefined()
    expect(await connected.writerSchema(3)).toMatchObject({ name: 'test.Play' })
    expect(connected.knownWriter(3)).toMatchObject({ name: 'test.Play' })
    await connected.writerSchema(3)
    expect(asked).toStrictEqual(['GET /schemas/ids/3'])
  })

  it('is null where the registry has none, and not requested for each record', async () => {
    answers = {}
    const connected = registry()
    expect([await connected.writerSchema(4), await connected.writerSchema(4)]).toStrictEqual([null, null])
    expect(asked).toStrictEqual(['GET /schemas/ids/4'])
  })
})

describe('a registry that is not the one that wrote the records', () => {
  const OTHER: AvroSchema = { type: 'record', name: 'Other', namespace: 'test', fields: [] }
  const asAnswer = (schema: AvroSchema) => [200, { schema: JSON.stringify(schema) }] as const
  const kept = (...schemas: readonly (readonly [number, AvroSchema])[]) => {
    const opened = openKeptSchemas(newFolder())
    for (const [id, schema] of schemas) opened.keep(id, schema)
    return opened
  }
  const isChanged = { code: 'registry-changed', retriable: false }

  it('is noticed by an id that it does not know or has given to another schema', async () => {
    answers = { 'GET /schemas/ids/7': asAnswer({ ...SCHEMA, doc: 'documented since' }) }
    await registry(kept([7, SCHEMA])).verify()
    await expect(registry(kept([7, OTHER])).verify()).rejects.toMatchObject(isChanged)
    await expect(registry(kept([7, SCHEMA], [8, OTHER])).verify()).rejects.toThrow('it does not know the schema 8')
    await registry(kept()).verify()
  })

  it('is named without its password', async () => {
    const address = `u:s3cret@127.0.0.1:${(server.address() as AddressInfo).port}`
    const lost = connectRegistry(`http://${address}`, OPEN_ACCESS.registry, kept([8, OTHER]))
    await expect(lost.verify()).rejects.toThrow(
      /^The schema registry at http:\/\/\*\*\*@127\.0\.0\.1:\d+ is not the one/,
    )
  })

  it('is noticed when it registers a schema under an id that another one had', async () => {
    answers = { [REGISTER]: [200, { id: 1 }], [SET_LEVEL]: [200, {}] }
    await expect(registry(kept([1, OTHER])).register(plays)).rejects.toMatchObject(isChanged)
    expect(await registry(kept([1, SCHEMA])).register(plays)).toBe(1)
  })

  it('is not believed about an unknown id when it has lost a known one; one that has it is', async () => {
    answers = { [REGISTER]: [200, { id: 7 }], [SET_LEVEL]: [200, {}], 'GET /schemas/ids/7': asAnswer(SCHEMA) }
    const connected = registry(kept())
    await connected.register(plays)
    expect(await connected.writerSchema(99)).toBeNull()
    answers = {}
    await expect(connected.writerSchema(98)).rejects.toMatchObject(isChanged)
  })

  it('is not needed for schemas that were kept, and new ones are kept', async () => {
    answers = { 'GET /schemas/ids/3': asAnswer(SCHEMA) }
    const folder = newFolder()
    await registry(openKeptSchemas(folder)).writerSchema(3)
    asked = []
    expect(await registry(openKeptSchemas(folder)).writerSchema(3)).toMatchObject({ name: 'test.Play' })
    expect(asked).toStrictEqual([])
  })
})
