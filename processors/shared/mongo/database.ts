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

/** As it is, or read at each use, as it may be in a file that changes. */
export type DatabaseUrl = string | (() => string)

const textOf = (url: DatabaseUrl): string => (typeof url === 'string' ? url : url())

export const DEFAULT_DATABASE = 'slipstream'

/** The database that an address names; what follows the hosts, up to the options. Null: none. */
export function namedDatabase(url: string): string | null {
  const named = /^mongodb(?:\+srv)?:\/\/[^/]*\/([^?]+)/.exec(url)?.[1]
  return named === undefined ? null : decodeURIComponent(named)
}

const databaseName = (url: string): string => namedDatabase(url) ?? DEFAULT_DATABASE

/** The driver looks at its pool ten times a second, which was half of what an idle sink cost; it has no option for this. */
const LOOK_AT_POOL = { minPoolSizeCheckFrequencyMS: 10_000 }

const ANSWERED_WITHIN_MS = 30_000

/**
 * A database that may be away: each use connects if that has not worked yet. Left to itself, the driver does not try again
 * after its first connection has failed; once it has connected, it outlives outages.
 *
 * A write is confirmed when a majority has it in its journal. Writes are not retried by the driver, as that needs a
 * replica set: writes here are idempotent and are retried.
 * @param url once it has changed, another client takes the place of that before.
 * @param answerWithinMs how long a call may wait for a server before it fails.
 * @param takesMs how long a server may take for its answer; 0: without limit.
 */
export function openDatabase(url: DatabaseUrl, answerWithinMs: number, takesMs: number = ANSWERED_WITHIN_MS): Database {
  let used: { readonly url: string; readonly client: MongoClient } | null = null
  const client = (): MongoClient => {
    const now = textOf(url)
    if (used?.url === now) return used.client
    // Its calls under way come to their end, or fail and are retried by the next.
    void used?.client.close()
    used = { url: now, client: newClient(now, answerWithinMs, takesMs) }
    return used.client
  }
  const connected = async (): Promise<Db> => {
    const opened = client()
    await opened.connect()
    return opened.db(databaseName(used?.url ?? ''))
  }
  const command = async (asked: Document): Promise<void> => {
    await (await connected()).command(asked)
  }
  return {
    collection: async (name) => (await connected()).collection<Stored>(name),
    command,
    ping: () => command({ ping: 1 }),
    close: async () => used?.client.close(),
  }
}

function newClient(url: string, answerWithinMs: number, takesMs: number): MongoClient {
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: answerWithinMs,
    connectTimeoutMS: answerWithinMs,
    socketTimeoutMS: takesMs,
    retryWrites: false,
    writeConcern: { w: 'majority', journal: true },
    appName: 'slipstream',
  })
  Object.assign(client.options, LOOK_AT_POOL)
  return client
}

/** The hosts of an address, without the password that it may hold. */
export function hostsOf(url: DatabaseUrl): string {
  return /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]+)/.exec(textOf(url))?.[1] ?? 'the configured address'
}
