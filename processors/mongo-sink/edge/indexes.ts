import { isDeepStrictEqual } from 'node:util'
import { MongoServerError } from 'mongodb'
import type { IndexDescriptionInfo } from 'mongodb'
import { indexes } from '../../shared/mongo/collections.ts'
import type { CollectionName, WantedIndex } from '../../shared/mongo/collections.ts'
import type { Database } from '../../shared/mongo/database.ts'
import { COMMAND_NOT_FOUND, meaningOf } from './driver-errors.ts'

/** The parts of an index that lies in a database, which decide whether it is the wanted one. */
export type ExistingIndex = Pick<
  IndexDescriptionInfo,
  'name' | 'key' | 'unique' | 'expireAfterSeconds' | 'partialFilterExpression'
>

/** What has to be done for one index. `foreign`: somebody made one over the same fields that rules ours out. */
export type IndexStep = 'none' | 'make' | 'change-expiry' | 'replace' | 'foreign'

/** Compares an index with those of its collection, which an older version or an operator may have made. */
export function stepFor(wanted: WantedIndex, existing: readonly ExistingIndex[]): IndexStep {
  const ours = existing.filter(({ name }) => name === wanted.name)
  // The embedded store takes a second index of the same name, where MongoDB refuses it.
  if (ours.length > 1) return 'replace'
  const [own] = ours
  if (own !== undefined) {
    if (!isSame(wanted, own)) return 'replace'
    return own.expireAfterSeconds === wanted.expireAfterSeconds ? 'none' : 'change-expiry'
  }
  const overSame = existing.filter(
    (each) => isSameKey(wanted, each) && isDeepStrictEqual(filterOf(wanted), plain(each)),
  )
  if (overSame.length === 0) return 'make'
  const serves = overSame.some((each) => isSame(wanted, each) && each.expireAfterSeconds === wanted.expireAfterSeconds)
  return serves ? 'none' : 'foreign'
}

/** The order of the fields counts. */
const isSameKey = (wanted: WantedIndex, existing: ExistingIndex): boolean =>
  isDeepStrictEqual(Object.entries(wanted.key), Object.entries(existing.key))

const filterOf = ({ onlyDeleted }: WantedIndex) => (onlyDeleted === true ? { deleted: true } : undefined)
const plain = ({ partialFilterExpression }: ExistingIndex) => partialFilterExpression && { ...partialFilterExpression }

/** Apart from the time after which documents expire, which can be changed; whether there is such a time cannot. */
function isSame(wanted: WantedIndex, existing: ExistingIndex): boolean {
  return (
    isSameKey(wanted, existing) &&
    wanted.unique === (existing.unique ?? false) &&
    isDeepStrictEqual(filterOf(wanted), plain(existing)) &&
    (wanted.expireAfterSeconds === undefined) === (existing.expireAfterSeconds === undefined)
  )
}

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
