import { MongoBulkWriteError } from 'mongodb'
import type { AnyBulkWriteOperation, WriteError } from 'mongodb'
import type { CollectionName } from '../../shared/mongo/collections.ts'
import { countsMore } from '../operations.ts'
import type { Operation } from '../operations.ts'
import type { Database, Stored } from '../../shared/mongo/database.ts'
import { DUPLICATE_KEY, meaningOfCode } from '../error-codes.ts'
import { meaningOf, unwrapped } from './driver-errors.ts'

/** Another process stored one of the documents since it was looked at: to be tried again. */
export class LostRace extends Error {
  override readonly name = 'LostRace'
}

/** A document that the database refuses, whatever is tried. */
export interface Refusal {
  readonly operation: Operation
  readonly why: string
}

/**
 * Stores documents, each only where nothing that counts more is stored already. Safe to repeat, and cheap when repeated.
 * @param operations at most one per document.
 * @returns those that are refused; all others are stored.
 * @throws {MongoError} when the database is away, or takes nothing.
 * @throws {LostRace}
 */
export async function store(database: Database, operations: readonly Operation[]): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = []
  for (const name of new Set(operations.map((operation) => operation.collection))) {
    const ofCollection = operations.filter((operation) => operation.collection === name)
    const stored = await storedOffsets(database, name, ofCollection)
    const writes = ofCollection.flatMap((operation) => {
      const model = writeOf(operation, stored.get(operation.id))
      return model === null ? [] : [{ operation, model }]
    })
    refusals.push(...(await writeAll(database, name, writes)))
  }
  return refusals
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
function writeOf({ id, keep, document }: Operation, seen: number | undefined): Model | null {
  if (seen === undefined) return { insertOne: { document: { _id: id, ...document } } }
  if (!countsMore(keep, document.offset, seen)) return null
  return { replaceOne: { filter: { _id: id, offset: seen }, replacement: { ...document } } }
}

type Model = AnyBulkWriteOperation<Stored>

interface Write {
  readonly operation: Operation
  readonly model: Model
}

/** @returns what is refused of it. */
async function writeAll(
  database: Database,
  name: CollectionName,
  writes: readonly Write[],
): Promise<readonly Refusal[]> {
  if (writes.length === 0) return []
  const collection = await database.collection(name)
  try {
    const result = await collection.bulkWrite(
      writes.map(({ model }) => model),
      { ordered: false },
    )
    if (result.insertedCount + result.matchedCount < writes.length) throw lostRace(name)
    return []
  } catch (error) {
    const single = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : []
    if (error instanceof MongoBulkWriteError && single.length > 0) return refusedOf(name, writes, error, single)
    if (meaningOf(error) !== 'refused') throw error
    // The driver refuses a whole command and does not say for which document.
    const [only, ...others] = writes
    if (only !== undefined && others.length === 0) return [{ operation: only.operation, why: messageOf(error) }]
    const refusals: Refusal[] = []
    for (const write of writes) refusals.push(...(await writeAll(database, name, [write])))
    return refusals
  }
}

/** Of errors that stand beside documents; the other documents are stored. */
function refusedOf(
  name: CollectionName,
  writes: readonly Write[],
  error: MongoBulkWriteError,
  single: readonly WriteError[],
): readonly Refusal[] {
  if (single.some(({ code }) => code === DUPLICATE_KEY)) throw lostRace(name)
  if (single.some(({ code }) => meaningOfCode(code) !== 'refused')) throw error
  if (error.insertedCount + error.matchedCount + single.length < writes.length) throw lostRace(name)
  return single.flatMap(({ index, errmsg, code }) => {
    const operation = writes[index]?.operation
    return operation === undefined ? [] : [{ operation, why: `${errmsg ?? 'no reason given'} (code ${code})` }]
  })
}

const messageOf = (error: unknown): string => {
  const cause = unwrapped(error)
  return cause instanceof Error ? cause.message : String(cause)
}

function lostRace(name: CollectionName): LostRace {
  return new LostRace(`Two writers met in ${name}.`)
}
