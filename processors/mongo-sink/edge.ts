import { setTimeout as delay } from 'node:timers/promises'
import { backoff } from '../../streams/engine/backoff.ts'
import type { EdgeContext, RefusedRecord } from '../../streams/engine/runtime/context.ts'
import { hostsOf, openDatabase } from '../shared/mongo/database.ts'
import type { DatabaseUrl } from '../shared/mongo/database.ts'
import { deadLetters } from '../../schemas/topics.ts'
import { meaningOf } from './edge/driver-errors.ts'
import { removeExpired, removeExpiredDaily } from './edge/expiry.ts'
import { ensureIndexes } from './edge/indexes.ts'
import { LostRace, store } from './edge/store.ts'
import type { Refusal } from './edge/store.ts'
import { mongoSink } from './mongo-sink.ts'
import { collapsed, operationOf } from './operations.ts'

const ANSWER_WITHIN_MS = 5_000

export interface MongoSinkSettings {
  readonly mongodbUrl: DatabaseUrl
}

/** Runs the sink until the signal aborts. While MongoDB is unavailable it retries for ever, and logs both ends of the outage. */
export async function runMongoSink(context: EdgeContext, { mongodbUrl }: MongoSinkSettings): Promise<void> {
  const { log, signal } = context
  const database = openDatabase(mongodbUrl, ANSWER_WITHIN_MS)
  // An index of a collection that is there, and a search through all of it, take as long as they take.
  const patient = openDatabase(mongodbUrl, ANSWER_WITHIN_MS, 0)
  const untilDone = persistently(log, hostsOf(mongodbUrl))
  const hangUp = () => void patient.close()
  signal.addEventListener('abort', hangUp, { once: true })
  try {
    const { expires, problems } = await untilDone(() => ensureIndexes(patient), signal)
    for (const problem of problems) log.error(problem)
    const remove = (nowMs: number) => untilDone(() => removeExpired(patient, nowMs), signal)
    const removing = expires ? null : removeExpiredDaily(remove, signal).catch(() => undefined)
    await context.consume(mongoSink.name, mongoSink.from, async (batch, batchSignal) => {
      const operations = collapsed(batch.flatMap((record) => operationOf(record) ?? []))
      const refusals = await untilDone(() => store(database, operations), batchSignal)
      return refusals.flatMap((refusal) => deadLetterOf(log, refusal) ?? [])
    })
    await removing
  } finally {
    signal.removeEventListener('abort', hangUp)
    await Promise.all([database.close(), patient.close()])
  }
}

/** @returns null for a dead letter, which would make another of itself for ever: it is logged. */
function deadLetterOf(log: EdgeContext['log'], { operation, why }: Refusal): RefusedRecord | null {
  const { topic, partition, offset } = operation.document
  const message = `MongoDB refuses the document of ${topic}/${partition}/${offset} for ${operation.collection}: ${why}`
  if (topic !== deadLetters.name) return { topic, partition, offset, code: 'refused-by-database', message }
  log.error(message)
  return null
}

/**
 * Tries work until it is done.
 * @throws the reason of the signal when it aborts: what was not confirmed is then not committed either.
 */
function persistently(log: EdgeContext['log'], hosts: string) {
  let isAvailable = false
  return async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    for (let failures = 1; ; failures += 1) {
      try {
        const done = await work()
        if (!isAvailable) log.info('MongoDB accepts what is written to it.')
        isAvailable = true
        return done
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof LostRace)) {
          if (meaningOf(error) === 'configuration') log.error({ err: error, failures }, wrongSettings(hosts))
          else log.warn({ err: error, failures }, away(hosts))
          isAvailable = false
        }
        await delay(backoff(failures), undefined, { signal })
      }
    }
  }
}

const away = (hosts: string): string =>
  `MongoDB at ${hosts} does not take what is written to it. Trying again; nothing is lost meanwhile.`
const wrongSettings = (hosts: string): string =>
  `MongoDB at ${hosts} refuses what Slipstream asks of it: check the user, the password and the database in MONGODB_URL, and that the user may read and write there. Trying again; nothing is lost meanwhile.`
