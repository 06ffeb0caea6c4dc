import { MongoClient } from 'mongodb'
import type { Collection, Db, Document } from 'mongodb'
import type { CollectionName } from './collections.ts'

/** A document as it lies in MongoDB: ids are text, and what else it has depends on its collection. */
export interface Stored {
  readonly _id: string
  readonly [field: string]: unknown
}

export interface Database {
  /** @throws {MongoError} when the database has not been reached yet and does not answer. */
  collection(name: CollectionName): Promise<Collection<Stored>>
  /** @throws {MongoError} when the database is away or refuses. */
  command(command: Document): Promise<void>
  /** @throws {MongoError} when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

const DEFAULT_NAME = 'slipstream'

/** The database that an address names; what follows the hosts, up to the options. */
export function databaseName(url: string): string {
  const named = /^mongodb(?:\+srv)?:\/\/[^/]*\/([^?]+)/.exec(url)?.[1]
  return named === undefined ? DEFAULT_NAME : decodeURIComponent(named)
}

/** The driver looks at its pool ten times a second, which was half of what an idle sink cost; it has no option for this. */
const LOOK_AT_POOL = { minPoolSizeCheckFrequencyMS: 10_000 }

const ANSWERED_WITHIN_MS = 30_000

/**
 * A database that may be away: each use connects if that has not worked yet. Left to itself, the driver does not try again
 * after its first connection has failed; once it has connected, it outlives outages.
 *
 * A write is confirmed when a majority has it in its journal. Writes are not retried by the driver, as that needs a
 * replica set: writes here are idempotent and are retried.
 * @param answerWithinMs how long a call may wait for a server before it fails.
 * @param takesMs how long a server may take for its answer; 0: without limit.
 */
export function openDatabase(url: string, answerWithinMs: number, takesMs: number = ANSWERED_WITHIN_MS): Database {
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: answerWithinMs,
    connectTimeoutMS: answerWithinMs,
    socketTimeoutMS: takesMs,
    retryWrites: false,
    writeConcern: { w: 'majority', journal: true },
    appName: 'slipstream',
  })
  Object.assign(client.options, LOOK_AT_POOL)
  const db: Db = client.db(databaseName(url))
  const command = async (asked: Document): Promise<void> => {
    await client.connect()
    await db.command(asked)
  }
  return {
    async collection(name) {
      await client.connect()
      return db.collection<Stored>(name)
    },
    command,
    ping: () => command({ ping: 1 }),
    close: () => client.close(),
  }
}

/** The hosts of an address, without the password that it may hold. */
export function hostsOf(url: string): string {
  return /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]+)/.exec(url)?.[1] ?? 'the configured address'
}
