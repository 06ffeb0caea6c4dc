import { setTimeout as delay } from 'node:timers/promises'
import { backoff } from '../../streams/engine/backoff.ts'
import type { EdgeContext } from '../../streams/engine/runtime/context.ts'
import { hostsOf, openDatabase } from '../shared/mongo/database.ts'
import { LostRace, makeIndexes, store } from './edge/store.ts'
import { mongoSink } from './mongo-sink.ts'
import { collapsed, operationOf } from './operations.ts'

const ANSWER_WITHIN_MS = 5_000

export interface MongoSinkSettings {
  readonly mongodbUrl: string
}

/** Runs the sink until the signal aborts. While MongoDB is unavailable it retries for ever, and logs both ends of the outage. */
export async function runMongoSink(context: EdgeContext, { mongodbUrl }: MongoSinkSettings): Promise<void> {
  const database = openDatabase(mongodbUrl, ANSWER_WITHIN_MS)
  const untilDone = persistently(context, hostsOf(mongodbUrl))
  try {
    await untilDone(() => makeIndexes(database))
    await context.consume(mongoSink.name, mongoSink.from, (batch) => {
      const operations = collapsed(batch.flatMap((record) => operationOf(record) ?? []))
      return untilDone(() => store(database, operations))
    })
  } finally {
    await database.close()
  }
}

/**
 * Tries work until it is done.
 * @throws the reason of the signal when it aborts: what was not confirmed is then not committed either.
 */
function persistently({ log, signal }: EdgeContext, hosts: string): (work: () => Promise<void>) => Promise<void> {
  let isAvailable = false
  return async (work) => {
    for (let failures = 1; ; failures += 1) {
      try {
        await work()
        if (!isAvailable) log.info('MongoDB accepts what is written to it.')
        isAvailable = true
        return
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof LostRace)) {
          const why = `MongoDB at ${hosts} does not take what is written to it. Trying again; nothing is lost meanwhile.`
          log.warn({ err: error, failures }, why)
          isAvailable = false
        }
        await delay(backoff(failures), undefined, { signal })
      }
    }
  }
}
