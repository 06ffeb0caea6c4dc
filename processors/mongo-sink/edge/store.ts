import { MongoBulkWriteError } from 'mongodb'
import type { AnyBulkWriteOperation, BulkWriteResult } from 'mongodb'
import type { CollectionName } from '../../shared/mongo/collections.ts'
import { indexes } from '../../shared/mongo/collections.ts'
import { countsMore } from '../operations.ts'
import type { Operation } from '../operations.ts'
import type { Database, Stored } from '../../shared/mongo/database.ts'

const DUPLICATE_KEY = 11_000

/** Another process stored one of the documents since it was looked at: to be tried again. */
export class LostRace extends Error {
  override readonly name = 'LostRace'
}

export async function makeIndexes(database: Database): Promise<void> {
  for (const { collection, name, key, unique } of indexes) {
    const indexed = await database.collection(collection)
    await indexed.createIndex({ ...key }, { name, unique })
  }
}

/**
 * Stores documents, each only where nothing that counts more is stored already. Safe to repeat, and cheap when repeated.
 * @param operations at most one per document.
 * @throws {MongoError} when the database is away or refuses.
 * @throws {LostRace}
 */
export async function store(database: Database, operations: readonly Operation[]): Promise<void> {
  for (const name of new Set(operations.map((operation) => operation.collection))) {
    const ofCollection = operations.filter((operation) => operation.collection === name)
    const stored = await storedOffsets(database, name, ofCollection)
    const writes = ofCollection.flatMap((operation) => writeOf(operation, stored.get(operation.id)))
    if (writes.length === 0) continue
    const result = await write(database, name, writes)
    if (result.insertedCount + result.matchedCount < writes.length) throw lostRace(name)
  }
}

async function storedOffsets(
  database: Database,
  name: CollectionName,
  operations: readonly Operation[],
): Promise<ReadonlyMap<string, number>> {
  const ids = operations.map(({ id }) => id)
  const collection = await database.collection(name)
  const found = collection.find({ _id: { $in: ids } }, { projection: { offset: 1 } })
  return new Map((await found.toArray()).map(({ _id, offset }) => [_id, Number(offset)]))
}

/** The offset that was seen is part of the filter: if another writer was faster, the write finds nothing to replace. */
function writeOf({ id, keep, document }: Operation, seen: number | undefined): AnyBulkWriteOperation<Stored>[] {
  if (seen === undefined) return [{ insertOne: { document: { _id: id, ...document } } }]
  if (!countsMore(keep, document.offset, seen)) return []
  return [{ replaceOne: { filter: { _id: id, offset: seen }, replacement: { ...document } } }]
}

async function write(
  database: Database,
  name: CollectionName,
  writes: AnyBulkWriteOperation<Stored>[],
): Promise<BulkWriteResult> {
  try {
    const collection = await database.collection(name)
    return await collection.bulkWrite(writes, { ordered: false })
  } catch (error) {
    const errors = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : []
    const isRace = errors.length > 0 && errors.every(({ code }) => code === DUPLICATE_KEY)
    throw isRace ? lostRace(name) : error
  }
}

function lostRace(name: CollectionName): LostRace {
  return new LostRace(`Two writers met in ${name}.`)
}
