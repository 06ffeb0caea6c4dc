import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { Binary } from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { collections } from '../../../processors/shared/mongo/collections.ts'
import type { CollectionName } from '../../../processors/shared/mongo/collections.ts'
import { runMongoSink } from '../../../processors/mongo-sink/edge.ts'
import { openDatabase } from '../../../processors/shared/mongo/database.ts'
import type { Database } from '../../../processors/shared/mongo/database.ts'
import { makeIndexes, store } from '../../../processors/mongo-sink/edge/store.ts'
import type { Operation } from '../../../processors/mongo-sink/operations.ts'
import { record } from '../../../streams/engine/topic.ts'
import { allTopics, audioFeatures, audioReferences } from '../../../schemas/topics.ts'
import { memoryContext, memoryLog } from '../../../streams/engine/testing/memory-context.ts'
import { startStack } from '../../support/stack.ts'
import type { Stack } from '../../support/stack.ts'
import { features, idOf, reference } from '../websocket-bridge/fixtures.ts'

let stack: Stack
let database: Database
beforeAll(async () => {
  stack = await startStack()
  database = openDatabase(stack.addresses.mongodbUrl, 10_000)
  await makeIndexes(database)
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

test('what goes through the log can be asked for, as types that a database knows', async () => {
  const log = memoryLog(allTopics)
  log.send([record(audioReferences, idOf('a'), reference('a'), 7)])
  log.send([record(audioFeatures, idOf('a'), features('a'), 8)])
  log.send([record(audioReferences, idOf('b'), reference('b'), 9), record(audioReferences, idOf('b'), null, 10)])
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
