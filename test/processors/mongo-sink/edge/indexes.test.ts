import { MongoServerError } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { ensureIndexes } from '../../../../processors/mongo-sink/edge/indexes.ts'
import type { ExistingIndex } from '../../../../processors/mongo-sink/index-steps.ts'
import type { WantedIndex } from '../../../../processors/shared/mongo/collections.ts'
import type { Database } from '../../../../processors/shared/mongo/database.ts'

const expiry: WantedIndex = {
  collection: 'recommendations',
  name: 'expiry',
  key: { recordedAt: 1 },
  unique: false,
  expireAfterSeconds: 90,
}
const marker: WantedIndex = { ...expiry, name: 'forgotten', onlyDeleted: true }
const history: WantedIndex = { collection: 'plays', name: 'history', key: { listenerId: 1, at: -1 }, unique: false }

const made: ExistingIndex = { name: 'expiry', key: { recordedAt: 1 }, expireAfterSeconds: 90 }

/** MongoDB as far as indexes go: unlike the embedded store it has `collMod`, and no indexes of a collection that is not there. */
function mongoDb(existing: readonly ExistingIndex[] | null, refuses: string | null = null) {
  const done: string[] = []
  const run = (what: string, told = what): Promise<void> => {
    done.push(told)
    if (what === refuses) return Promise.reject(new MongoServerError({ message: 'not allowed', code: 13 }))
    return Promise.resolve()
  }
  const collection = {
    indexes: () =>
      existing === null
        ? Promise.reject(new MongoServerError({ message: 'ns does not exist', code: 26 }))
        : Promise.resolve(existing),
    createIndex: (_: unknown, { name, ...options }: { readonly name: string }) =>
      run('createIndex', `createIndex ${name} ${JSON.stringify(options)}`),
    dropIndex: (name: string) => run('dropIndex', `dropIndex ${name}`),
  }
  const database = {
    collection: () => Promise.resolve(collection),
    command: (command: object) => run('command', JSON.stringify(command)),
    ping: () => Promise.resolve(),
    close: () => Promise.resolve(),
  } as unknown as Database
  return { database, done }
}
const PROBE = '{"collMod":"tracks"}'

describe('in MongoDB', () => {
  test('the index of a collection that is not there yet is made', async () => {
    const { database, done } = mongoDb(null)
    expect(await ensureIndexes(database, [marker])).toStrictEqual({ expires: true, problems: [] })
    expect(done).toStrictEqual([
      'createIndex forgotten {"unique":false,"expireAfterSeconds":90,"partialFilterExpression":{"deleted":true}}',
      PROBE,
    ])
  })

  test('another retention is told to the index that is there', async () => {
    const { database, done } = mongoDb([{ ...made, expireAfterSeconds: 30 }])
    await ensureIndexes(database, [expiry])
    expect(done).toStrictEqual([
      '{"collMod":"recommendations","index":{"name":"expiry","expireAfterSeconds":90}}',
      PROBE,
    ])
  })

  test('an index of an older version is replaced', async () => {
    const { database, done } = mongoDb([{ name: 'expiry', key: { recordedAt: 1 } }])
    await ensureIndexes(database, [expiry])
    expect(done).toStrictEqual([
      'dropIndex expiry',
      'createIndex expiry {"unique":false,"expireAfterSeconds":90}',
      PROBE,
    ])
  })

  test('what is not allowed, and what is in the way, is told, and the others are made', async () => {
    const { database } = mongoDb([{ name: 'theirs', key: { recordedAt: 1 } }], 'createIndex')
    const { problems } = await ensureIndexes(database, [expiry, history])
    expect(problems).toStrictEqual([
      'The index "expiry" of the collection recommendations (recordedAt) could not be made: there is another one over the same fields, with other options. Drop that one.',
      'The index "history" of the collection plays (listenerId, at) could not be made: not allowed',
    ])
  })
})
