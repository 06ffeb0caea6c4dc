import { BSON } from 'mongodb'
import { collections } from '../../../processors/shared/mongo/collections.ts'
import type { CollectionName } from '../../../processors/shared/mongo/collections.ts'
import { hostsOf, openDatabase } from '../../../processors/shared/mongo/database.ts'
import { SlipstreamError } from '../../engine/errors.ts'

/** The documents of MongoDB that mention a listener, in whatever field. */
export interface Documents {
  /** Ids by collection; collections without any are left out. @throws {SlipstreamError} `database-unavailable` */
  mentioning(listener: string): Promise<ReadonlyMap<CollectionName, readonly string[]>>
  remove(collection: CollectionName, ids: readonly string[]): Promise<void>
  close(): Promise<void>
}

const ANSWERS_WITHIN_MS = 5_000
/** All documents are read; no server says beforehand how long that takes. */
const WITHOUT_LIMIT = 0
const REMOVED_AT_ONCE = 1_000

export function openDocuments(url: string): Documents {
  const database = openDatabase(url, ANSWERS_WITHIN_MS, WITHOUT_LIMIT)
  const asked = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask()
    } catch (cause) {
      const message = `MongoDB at ${hostsOf(url)} does not answer: start it, then give the command again.`
      throw new SlipstreamError('database-unavailable', message, { retriable: true, cause })
    }
  }
  return {
    mentioning: (listener) =>
      asked(async () => {
        const needle = Buffer.from(listener)
        const found = new Map<CollectionName, readonly string[]>()
        for (const name of Object.values(collections)) {
          const collection = await database.collection(name)
          const ids: string[] = []
          for await (const document of collection.find({}, { raw: true })) {
            const bytes: unknown = document // `raw` gives the bytes of a document, which the driver's types do not say
            if (bytes instanceof Uint8Array && Buffer.from(bytes).includes(needle)) ids.push(String(BSON.deserialize(bytes)['_id'])) // prettier-ignore
          }
          if (ids.length > 0) found.set(name, ids)
        }
        return found
      }),
    remove: (name, ids) =>
      asked(async () => {
        const collection = await database.collection(name)
        for (let at = 0; at < ids.length; at += REMOVED_AT_ONCE) {
          await collection.deleteMany({ _id: { $in: ids.slice(at, at + REMOVED_AT_ONCE) } })
        }
      }),
    close: () => database.close(),
  }
}
