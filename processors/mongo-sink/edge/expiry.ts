import { setTimeout as delay } from 'node:timers/promises'
import { indexes } from '../../shared/mongo/collections.ts'
import type { WantedIndex } from '../../shared/mongo/collections.ts'
import type { Database } from '../../shared/mongo/database.ts'

const DAY_MS = 24 * 3_600_000
const FIRST_AFTER_MS = 10 * 60_000

/** Removes what has expired from a database that does not do so by itself. @throws {MongoError} when it is away. */
export async function removeExpired(
  database: Database,
  nowMs: number,
  of: readonly WantedIndex[] = indexes,
): Promise<void> {
  for (const { collection: name, key, expireAfterSeconds, onlyDeleted } of of) {
    const [field] = Object.keys(key)
    if (expireAfterSeconds === undefined || field === undefined) continue
    const collection = await database.collection(name)
    const before = new Date(nowMs - expireAfterSeconds * 1_000)
    await collection.deleteMany({ [field]: { $lt: before }, ...(onlyDeleted === true && { deleted: true }) })
  }
}

/**
 * Once a day, which is enough for what is kept for weeks, and first when the start is long over: the embedded store reads
 * every document for it, 20,000 recommendations in 10 s. Runs until the signal aborts.
 * @param remove tries until it is done.
 */
export async function removeExpiredDaily(
  remove: (nowMs: number) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  for (let afterMs = FIRST_AFTER_MS; ; afterMs = DAY_MS) {
    await delay(afterMs, undefined, { signal })
    await remove(Date.now())
  }
}
