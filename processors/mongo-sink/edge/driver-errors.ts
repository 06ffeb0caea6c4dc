import { BSON, MongoBulkWriteError, MongoError, MongoInvalidArgumentError, MongoMissingCredentialsError } from 'mongodb'
import { MongoMissingDependencyError, MongoParseError } from 'mongodb'
import { knownMeaning } from '../error-codes.ts'
import type { Meaning } from '../error-codes.ts'

/** The driver refuses these itself, before anything is sent. */
const REFUSED_BY_DRIVER = [MongoInvalidArgumentError, BSON.BSONError, RangeError] as const
const WRONG_SETTINGS = [MongoMissingCredentialsError, MongoMissingDependencyError, MongoParseError] as const

/** What an error of a whole command means. */
export function meaningOf(error: unknown): Meaning {
  const cause = unwrapped(error)
  const known = cause instanceof MongoError && typeof cause.code === 'number' ? knownMeaning(cause.code) : null
  if (known !== null) return known
  if (REFUSED_BY_DRIVER.some((kind) => cause instanceof kind)) return 'refused'
  return WRONG_SETTINGS.some((kind) => cause instanceof kind) ? 'configuration' : 'transient'
}

/** What is shown of an error: the driver wraps some in an error of the bulk, which tells less. */
export function unwrapped(error: unknown): unknown {
  const wrapped: unknown = error instanceof MongoBulkWriteError ? error.errorResponse : null
  return wrapped instanceof Error ? wrapped : error
}
