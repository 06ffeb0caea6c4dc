import { MongoBulkWriteError } from 'mongodb'
import type { AnyBulkWriteOperation } from 'mongodb'
import type { CollectionName } from '../collections.ts'
import { indexes } from '../collections.ts'
import type { Operation } from '../operations.ts'
import type { Database, Stored } from './database.ts'

const DUPLICATE_KEY = 11_000

/** Another process stored the same document at the same moment: to be tried again. */
export class LostRace extends Error {
  override readonly name = 'LostRace'
}

export async function makeIndexes(database: Database): Promise<void> {
  for (const { collection, name, key } of indexes)
    await database.collection(collection).createIndex({ ...key }, { name })
}

/**
 * Stores documents, each only where nothing that counts more is stored already. Safe to repeat.
 * @param operations at most one per document.
 * @throws {MongoError} when the database is away or refuses.
 * @throws {LostRace}
 */
export async function store(database: Database, operations: readonly Operation[]): Promise<void> {
  for (const collection of new Set(operations.map((operation) => operation.collection))) {
    const ofCollection = operations.filter((operation) => operation.collection === collection)
    const duplicates = await write(database, collection, ofCollection)
    await expectSettled(database, collection, duplicates)
  }
}

/** @returns those that met an existing document which their filter did not match. */
async function write(database: Database, name: CollectionName, operations: readonly Operation[]): Promise<Operation[]> {
  try {
    await database.collection(name).bulkWrite(operations.map(guardedReplacement), { ordered: false })
    return []
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error
    const errors = [error.writeErrors].flat()
    if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error
    return errors.flatMap(({ index }) => operations[index] ?? [])
  }
}

/**
 * Replaces the document if what is stored counts less, inserts it if there is none. If what is stored counts more, the
 * filter finds nothing, the insert meets the id, and the server answers with a duplicate key.
 */
function guardedReplacement({ id, keep, document }: Operation): AnyBulkWriteOperation<Stored> {
  const countsLess = keep === 'newest' ? { $lt: document.offset } : { $gt: document.offset }
  return { replaceOne: { filter: { _id: id, offset: countsLess }, replacement: { ...document }, upsert: true } }
}

/** A duplicate key may also be a race of two inserts: only what is stored tells. */
async function expectSettled(
  database: Database,
  name: CollectionName,
  duplicates: readonly Operation[],
): Promise<void> {
  if (duplicates.length === 0) return
  const stored = await database
    .collection(name)
    .find({ _id: { $in: duplicates.map(({ id }) => id) } }, { projection: { offset: 1 } })
    .toArray()
  const offsets = new Map(stored.map(({ _id, offset }) => [_id, Number(offset)]))
  const settled = duplicates.every(({ id, keep, document }) => {
    const offset = offsets.get(id)
    if (offset === undefined) return false
    return keep === 'newest' ? offset >= document.offset : offset <= document.offset
  })
  if (!settled) throw new LostRace(`Two writers met in ${name}.`)
}
