import { MongoServerError } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { ensureIndexes, stepFor } from '../../../../processors/mongo-sink/edge/indexes.ts'
import type { ExistingIndex, IndexStep } from '../../../../processors/mongo-sink/edge/indexes.ts'
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

test.each<[string, WantedIndex, readonly ExistingIndex[], IndexStep]>([
  ['there is none', expiry, [{ name: '_id_', key: { _id: 1 } }], 'make'],
  ['it is there', expiry, [made], 'none'],
  ['it is there under another name', expiry, [{ ...made, name: 'theirs' }], 'none'],
  ['the retention has changed', expiry, [{ ...made, expireAfterSeconds: 30 }], 'change-expiry'],
  ['it was made before documents expired', expiry, [{ name: 'expiry', key: { recordedAt: 1 } }], 'replace'],
  ['its name is over other fields', expiry, [{ ...made, key: { offset: 1 } }], 'replace'],
  ['it is unique and should not be', expiry, [{ ...made, unique: true }], 'replace'],
  ['its name is there twice', expiry, [made, made], 'replace'],
  ['an operator made another over the field', expiry, [{ name: 'theirs', key: { recordedAt: 1 } }], 'foreign'],
  [
    'another is over the same fields in another order',
    history,
    [{ name: 'b', key: { at: -1, listenerId: 1 } }],
    'make',
  ],
  [
    'the order of its own fields has changed',
    history,
    [{ name: 'history', key: { at: -1, listenerId: 1 } }],
    'replace',
  ],
  ['one for markers stands beside one for all', marker, [made], 'make'],
  ['markers have one', marker, [{ ...made, name: 'forgotten', partialFilterExpression: { deleted: true } }], 'none'],
  ['its filter is another', marker, [{ ...made, name: 'forgotten', partialFilterExpression: { x: 1 } }], 'replace'],
])('%s', (_, wanted, existing, step) => {
  expect(stepFor(wanted, existing)).toBe(step)
})

test('another over the same fields in another order does not count', () => {
  const reordered = { name: 'theirs', key: { at: -1, listenerId: 1 } } as const
  expect(stepFor(history, [{ name: 'theirs', key: { listenerId: 1, at: -1 } }, reordered])).toBe('none')
})

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
