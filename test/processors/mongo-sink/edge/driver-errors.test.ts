import {
  BSON,
  MongoBulkWriteError,
  MongoInvalidArgumentError,
  MongoMissingCredentialsError,
  MongoNetworkError,
  MongoServerError,
} from 'mongodb'
import type { BulkWriteResult } from 'mongodb'
import { expect, test } from 'vitest'
import { meaningOf } from '../../../../processors/mongo-sink/edge/driver-errors.ts'
import type { Meaning } from '../../../../processors/mongo-sink/error-codes.ts'

const server = (code: number) => new MongoServerError({ message: 'no', code })
/** As the driver does it with whatever ends a bulk write. */
const inBulk = (error: Error) => new MongoBulkWriteError(error, { insertedCount: 0 } as unknown as BulkWriteResult)

test.each<[string, Error, Meaning]>([
  ['no connection', new MongoNetworkError('connect ECONNREFUSED'), 'transient'],
  ['no connection in a bulk', inBulk(new MongoNetworkError('socket closed')), 'transient'],
  ['a primary that steps down', server(189), 'transient'],
  ['a full disk', server(14_031), 'transient'],
  ['a code that nobody has heard of', server(987_654), 'transient'],
  ['an error that is not the driver’s', new Error('what?'), 'transient'],
  ['a document beyond 16 MB', new MongoInvalidArgumentError('Document is larger than the maximum size'), 'refused'],
  ['a field name with a null byte, in a bulk', inBulk(new BSON.BSONError('must not contain null bytes')), 'refused'],
  ['a document beyond the buffer of the driver', new RangeError('The value of "offset" is out of range.'), 'refused'],
  ['a document that a validator refuses', server(121), 'refused'],
  ['missing rights', server(13), 'configuration'],
  ['a wrong password', server(18), 'configuration'],
  ['a name that no database may have', server(73), 'configuration'],
  ['a write concern that the set does not know', server(79), 'configuration'],
  ['an address without credentials', new MongoMissingCredentialsError('no user'), 'configuration'],
])('%s', (_, error, meaning) => {
  expect(meaningOf(error)).toBe(meaning)
})
