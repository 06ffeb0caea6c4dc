import { MongoServerError } from 'mongodb'
import { indexes } from '../../shared/mongo/collections.ts'
import type { CollectionName, WantedIndex } from '../../shared/mongo/collections.ts'
import type { Database } from '../../shared/mongo/database.ts'
import { COMMAND_NOT_FOUND } from '../error-codes.ts'
import { filterOf, stepFor } from '../index-steps.ts'
import type { ExistingIndex } from '../index-steps.ts'
import { meaningOf } from './driver-errors.ts'

export interface EnsuredIndexes {
  /** Whether the database removes by itself what has expired; the embedded store keeps the option and removes nothing. */
  readonly expires: boolean
  /** One line for each index that could not be made: what is in the way, and what to do. */
  readonly problems: readonly string[]
}

/**
 * Makes every index, and mends those of an older version. An index that cannot be made costs time, or room that is not given
 * back, but no record: so it is a problem that is told, and no error.
 * @throws {MongoError} when the database is away.
 */
export async function ensureIndexes(
  database: Database,
  wanted: readonly WantedIndex[] = indexes,
): Promise<EnsuredIndexes> {
  const problems: string[] = []
  for (const index of wanted) {
    try {
      const problem = await ensureIndex(database, index)
      if (problem !== null) problems.push(problem)
    } catch (error) {
      if (meaningOf(error) === 'transient') throw error
      problems.push(problemOf(index, error instanceof Error ? error.message : String(error)))
    }
  }
  return { expires: await knowsExpiry(database), problems }
}

const problemOf = ({ collection, name, key }: WantedIndex, why: string): string =>
  `The index "${name}" of the collection ${collection} (${Object.keys(key).join(', ')}) could not be made: ${why}`

async function ensureIndex(database: Database, index: WantedIndex): Promise<string | null> {
  const { collection, name, key, unique, expireAfterSeconds } = index
  const indexed = await database.collection(collection)
  const filter = filterOf(index)
  const make = () =>
    indexed.createIndex(
      { ...key },
      {
        name,
        unique,
        ...(expireAfterSeconds !== undefined && { expireAfterSeconds }),
        ...(filter !== undefined && { partialFilterExpression: filter }),
      },
    )
  const replace = async () => {
    await indexed.dropIndex(name)
    await make()
  }
  switch (stepFor(index, await listed(database, collection))) {
    case 'none':
      return null
    case 'make':
      await make()
      return null
    case 'change-expiry':
      if (!(await changeExpiry(database, index))) await replace()
      return null
    case 'replace':
      await replace()
      return null
    case 'foreign':
      return problemOf(index, 'there is another one over the same fields, with other options. Drop that one.')
  }
}

/** @returns the indexes of a collection; none while there is no such collection. */
async function listed(database: Database, name: CollectionName): Promise<readonly ExistingIndex[]> {
  const collection = await database.collection(name)
  try {
    const found: readonly ExistingIndex[] = await collection.indexes()
    return found
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND) return []
    throw error
  }
}

const NAMESPACE_NOT_FOUND = 26

/** @returns whether the database has a command for it. */
async function changeExpiry(
  database: Database,
  { collection, name, expireAfterSeconds }: WantedIndex,
): Promise<boolean> {
  try {
    await database.command({ collMod: collection, index: { name, expireAfterSeconds } })
    return true
  } catch (error) {
    if (isUnknownCommand(error)) return false
    throw error
  }
}

/** A database without `collMod` is the embedded store. */
async function knowsExpiry(database: Database): Promise<boolean> {
  try {
    await database.command({ collMod: 'tracks' })
    return true
  } catch (error) {
    // Whatever else a server says of the command, it knows it.
    if (error instanceof MongoServerError) return !isUnknownCommand(error)
    throw error
  }
}

const isUnknownCommand = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === COMMAND_NOT_FOUND
