import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { Binary, MongoClient } from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { collections, indexes } from '../../../processors/shared/mongo/collections.ts'
import type { CollectionName } from '../../../processors/shared/mongo/collections.ts'
import { runMongoSink } from '../../../processors/mongo-sink/edge.ts'
import { openDatabase } from '../../../processors/shared/mongo/database.ts'
import type { Database } from '../../../processors/shared/mongo/database.ts'
import { meaningOf } from '../../../processors/mongo-sink/edge/driver-errors.ts'
import { removeExpired } from '../../../processors/mongo-sink/edge/expiry.ts'
import { ensureIndexes } from '../../../processors/mongo-sink/edge/indexes.ts'
import { store } from '../../../processors/mongo-sink/edge/store.ts'
import type { Operation, SunkRecord } from '../../../processors/mongo-sink/operations.ts'
import type { EdgeContext, RefusedRecord } from '../../../streams/engine/runtime/context.ts'
import { record } from '../../../streams/engine/topic.ts'
import { allTopics, audioFeatures, audioReferences } from '../../../schemas/topics.ts'
import { memoryContext, memoryLog } from '../../../streams/engine/testing/memory-context.ts'
import { startStack } from '../../support/stack.ts'
import type { Stack } from '../../support/stack.ts'
import { deadLetter, features, idOf, reference } from '../websocket-bridge/fixtures.ts'

let stack: Stack
let database: Database
beforeAll(async () => {
  stack = await startStack()
  database = openDatabase(stack.addresses.mongodbUrl, 10_000)
  await ensureIndexes(database)
})
afterAll(async () => {
  await database.close()
  await stack.stop()
})
beforeEach(async () => {
  for (const name of Object.values(collections)) await (await database.collection(name)).deleteMany({})
})

const operation = (id: string, offset: number, keep: Operation['keep'] = 'newest', fields = {}): Operation => ({
  collection: keep === 'newest' ? 'tracks' : 'plays',
  id,
  keep,
  document: { topic: 't', partition: 0, offset, recordedAt: new Date(offset), ...fields },
})
const documents = async (name: CollectionName) =>
  (await database.collection(name)).find({}, { sort: { _id: 1 } }).toArray()
const stored = async (name: CollectionName) => (await documents(name)).map(({ _id, offset }) => [_id, offset])

test('clients of today connect: the store speaks the protocol of the version that it says it is', async () => {
  const client = new MongoClient(stack.addresses.mongodbUrl)
  const [{ version }, { maxWireVersion }] = await Promise.all([
    client.db().command({ buildInfo: 1 }),
    client.db().command({ isMaster: 1 }),
  ])
  await client.close()
  // PyMongo 4.20 refuses less than 9; 13 is that of MongoDB 5.0.
  expect([version, maxWireVersion]).toStrictEqual(['5.0.0', 13])
})

test('the newest record of an id stays, whatever is delivered again', async () => {
  for (const offsets of [[3], [1, 5], [2], [5]]) {
    for (const offset of offsets) await store(database, [operation('a', offset), operation(`b${offset}`, offset)])
  }
  expect(await stored('tracks')).toStrictEqual([
    ['a', 5],
    ['b1', 1],
    ['b2', 2],
    ['b3', 3],
    ['b5', 5],
  ])
})

test('of a play the first record stays', async () => {
  for (const offset of [3, 4, 2, 3, 9]) await store(database, [operation('p', offset, 'first')])
  expect(await stored('plays')).toStrictEqual([['p', 2]])
})

test('a document is replaced whole: fields of an older one do not stay', async () => {
  await store(database, [operation('a', 1, 'newest', { title: 'x' })])
  await store(database, [operation('a', 2, 'newest', { deleted: true })])
  await store(database, [operation('a', 1, 'newest', { title: 'x' })])
  expect(await documents('tracks')).toStrictEqual([
    { _id: 'a', topic: 't', partition: 0, offset: 2, recordedAt: new Date(2), deleted: true },
  ])
})

test('several writers of one document: the newest stays, and who was late is told', async () => {
  const offsets = Array.from({ length: 40 }, (_, i) => i)
  const tries = await Promise.allSettled(offsets.map((offset) => store(database, [operation('a', offset)])))
  const names = tries.flatMap((each) =>
    each.status === 'rejected' && each.reason instanceof Error ? each.reason.name : [],
  )
  expect(new Set(names).size <= 1 && names.every((name) => name === 'LostRace')).toBe(true)
  for (const offset of offsets) await store(database, [operation('a', offset)])
  expect(await stored('tracks')).toStrictEqual([['a', 39]])
})

const DAY_MS = 24 * 3_600_000

test.each<[string, Record<string, unknown>]>([
  ['too large', { text: 'x'.repeat(17 * 1024 * 1024) }],
  ['with a field name that cannot be stored', { 'a\0b': 1 }],
])('a document %s is refused, and those beside it are stored', async (_, fields) => {
  const refusals = await store(database, [operation('a', 1), operation('bad', 2, 'newest', fields), operation('c', 3)])
  expect(refusals.map(({ operation: { id } }) => id)).toStrictEqual(['bad'])
  expect(refusals.every(({ why }) => why.length > 5 && why.length < 200)).toBe(true)
  expect(await stored('tracks')).toStrictEqual([
    ['a', 1],
    ['c', 3],
  ])
})

test('a document that the server refuses stands alone, whatever the others are', async () => {
  // The driver checks nothing here: the server says which one it is, by its place.
  const id = ['not', 'an', 'id'] as unknown as string
  const refusals = await store(database, [operation('a', 1), { ...operation('b', 2), id }, operation('c', 3)])
  expect(refusals.map(({ operation: { document } }) => document.offset)).toStrictEqual([2])
  expect(refusals[0]?.why).toContain('(code 53)')
  expect(await stored('tracks')).toStrictEqual([
    ['a', 1],
    ['c', 3],
  ])
})

test('a refused record is given up, and the sink goes on behind it; a refused dead letter makes no other', async () => {
  const context = memoryContext(memoryLog(allTopics))
  const large = 'x'.repeat(17 * 1024 * 1024)
  const at = { partition: 0, timestamp: 7 }
  const batch: readonly SunkRecord[] = [
    { topic: 'audio-references', key: idOf('a'), value: { ...reference('a'), title: large }, offset: 4, ...at },
    { topic: 'dead-letters', key: 'plays/0/3', value: deadLetter('a', { message: large }), offset: 5, ...at },
    { topic: 'audio-references', key: idOf('b'), value: reference('b'), offset: 6, ...at },
  ]
  const given: RefusedRecord[] = []
  const consume: EdgeContext['consume'] = async (_, topics, write) => {
    const ofTopics = batch.filter(({ topic }) => topics.some(({ name }) => name === topic))
    given.push(...(await write(ofTopics as never, context.signal)))
    context.stop()
  }
  await runMongoSink({ ...context, consume }, { mongodbUrl: stack.addresses.mongodbUrl })
  expect(given).toStrictEqual([
    {
      topic: 'audio-references',
      partition: 0,
      offset: 4,
      code: 'refused-by-database',
      message:
        'MongoDB refuses the document of audio-references/0/4 for tracks: Document is larger than the maximum size 16777216',
    },
  ])
  expect(context.logged.filter((line) => line.startsWith('MongoDB refuses'))).toStrictEqual([
    'MongoDB refuses the document of dead-letters/0/5 for deadLetters: Document is larger than the maximum size 16777216',
  ])
  expect(await stored('tracks')).toStrictEqual([[idOf('b'), 6]])
})

test('what Kafka forgets is removed from a store that removes nothing itself', async () => {
  const now = 1_000 * DAY_MS
  const at = (days: number, fields = {}) => ({ recordedAt: new Date(now - days * DAY_MS), ...fields })
  const put = async (name: CollectionName, id: string, fields: Record<string, unknown>) =>
    (await database.collection(name)).insertOne({ _id: id, ...fields })
  await put('recommendations', 'old', at(91))
  await put('recommendations', 'kept', at(89))
  await put('deadLetters', 'old', at(31))
  await put('deadLetters', 'kept', at(29))
  await put('tracks', 'forgotten', at(8, { deleted: true }))
  await put('tracks', 'just-removed', at(6, { deleted: true }))
  await put('tracks', 'there', at(900))
  await put('plays', 'for-ever', at(900))
  await removeExpired(database, now)
  const left = await Promise.all(
    (['recommendations', 'deadLetters', 'tracks', 'plays'] as const).map(async (name) =>
      (await documents(name)).map(({ _id }) => _id),
    ),
  )
  expect(left).toStrictEqual([['kept'], ['kept'], ['just-removed', 'there'], ['for-ever']])
})

test('indexes of an older version are mended, and the store is known to remove nothing itself', async () => {
  const scans = await database.collection('scans')
  const ofScans = async () => (await scans.indexes()).filter(({ name }) => name === 'forgotten')
  const wanted = indexes.filter(({ collection }) => collection === 'scans')
  await scans.dropIndex('forgotten')
  await scans.createIndex({ partition: 1 }, { name: 'forgotten' })
  expect(await ensureIndexes(database, wanted)).toStrictEqual({ expires: false, problems: [] })
  expect((await ofScans()).map(({ key, expireAfterSeconds }) => [key, expireAfterSeconds])).toStrictEqual([
    [{ recordedAt: 1 }, 7 * 24 * 3_600],
  ])
  const shorter = wanted.map((each) => (each.name === 'forgotten' ? { ...each, expireAfterSeconds: 60 } : each))
  await ensureIndexes(database, shorter)
  expect((await ofScans()).map(({ expireAfterSeconds }) => expireAfterSeconds)).toStrictEqual([60])
})

test('what the real driver throws is known for what it is', async () => {
  const meaning = async (url: string) => {
    const other = openDatabase(url, 500)
    const error = await other.ping().then(
      () => null,
      (thrown: unknown) => thrown,
    )
    await other.close()
    return meaningOf(error)
  }
  const { host } = new URL(stack.addresses.mongodbUrl.replace('mongodb:', 'http:'))
  expect(await meaning(`mongodb://127.0.0.1:${await freePort()}/none`)).toBe('transient')
  expect(await meaning(`mongodb://user:wrong@${host}/none`)).toBe('configuration')
})

test('what goes through the log can be asked for, as types that a database knows', async () => {
  const log = memoryLog(allTopics)
  const now = Date.now() // markers of a week ago would be removed
  log.send([record(audioReferences, idOf('a'), reference('a'), now)])
  log.send([record(audioFeatures, idOf('a'), features('a'), now + 1)])
  log.send([
    record(audioReferences, idOf('b'), reference('b'), now + 2),
    record(audioReferences, idOf('b'), null, now + 3),
  ])
  const context = memoryContext(log)
  const ended = runMongoSink(context, { mongodbUrl: stack.addresses.mongodbUrl })
  while (log.committed.size < 3) await database.ping()
  context.stop()
  await ended
  const position = (topic: typeof audioReferences | typeof audioFeatures, name: string) => {
    const last = log.read(topic).findLast((r) => r.key === idOf(name))
    return {
      topic: topic.name,
      partition: last?.partition,
      offset: last?.offset,
      recordedAt: new Date(last?.timestamp ?? 0),
    }
  }
  expect(await documents('tracks')).toStrictEqual([
    {
      _id: idOf('a'),
      ...reference('a'),
      modifiedAt: new Date(1_700_000_000_000),
      ...position(audioReferences, 'a'),
    },
    { _id: idOf('b'), deleted: true, ...position(audioReferences, 'b') },
  ])
  expect(await documents('features')).toStrictEqual([
    {
      _id: idOf('a'),
      ...features('a'),
      peaks: new Binary(Buffer.from([0, 128, 255])),
      ...position(audioFeatures, 'a'),
    },
  ])
  expect(context.logged).toStrictEqual(['MongoDB accepts what is written to it.'])
})

test('while the database is away nothing is lost, and it is said what is away', async () => {
  const log = memoryLog(allTopics)
  log.send([record(audioReferences, idOf('a'), reference('a'), 7)])
  const { port: realPort } = new URL(stack.addresses.mongodbUrl.replace('mongodb:', 'http:'))
  const door = createServer((socket) => {
    const through = connect(Number(realPort), '127.0.0.1')
    socket.pipe(through).pipe(socket)
    for (const end of [socket, through]) end.on('error', () => [socket, through].forEach((each) => each.destroy()))
  })
  const port = await freePort()
  const context = memoryContext(log)
  const ended = runMongoSink(context, { mongodbUrl: `mongodb://127.0.0.1:${port}/slipstream` })
  while (context.logged.length === 0) await database.ping()
  expect([new Set(context.logged), await stored('tracks')]).toStrictEqual([
    new Set([
      `MongoDB at 127.0.0.1:${port} does not take what is written to it. Trying again; nothing is lost meanwhile.`,
    ]),
    [],
  ])
  await new Promise<void>((resolve) => door.listen(port, '127.0.0.1', resolve))
  while (log.committed.size === 0) await database.ping()
  expect([context.logged.at(-1), await stored('tracks')]).toStrictEqual([
    'MongoDB accepts what is written to it.',
    [[idOf('a'), 0]],
  ])
  context.stop()
  await ended
  door.close()
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return address === null || typeof address === 'string' ? 0 : address.port
}
