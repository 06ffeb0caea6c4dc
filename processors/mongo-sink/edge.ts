import { setTimeout as delay } from 'node:timers/promises'
import { backoff } from '../../streams/engine/backoff.ts'
import { addressesOf } from '../../streams/app/config.ts'
import type { Context } from '../../streams/engine/runtime/context.ts'
import { hostsOf, openDatabase } from '../shared/mongo/database.ts'
import { LostRace, makeIndexes, store } from './edge/store.ts'
import { mongoSink } from './mongo-sink.ts'
import { collapsed, operationOf } from './operations.ts'

const ANSWER_WITHIN_MS = 5_000

/** Runs the sink until the signal aborts. While MongoDB is away it tries again for ever, and says so through `setReady`. */
export async function run(context: Context): Promise<void> {
  const { mongodbUrl } = addressesOf(context.config)
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
function persistently({ log, signal, setReady }: Context, hosts: string): (work: () => Promise<void>) => Promise<void> {
  let ready: boolean | null = null
  const say = (now: boolean, why?: string) => {
    if (ready !== now) setReady('mongodb', now, why)
    ready = now
  }
  return async (work) => {
    for (let failures = 1; ; failures += 1) {
      try {
        await work()
        say(true)
        return
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof LostRace)) {
          const why = `MongoDB at ${hosts} does not take what is written to it. Trying again; nothing is lost meanwhile.`
          log.warn({ err: error, failures }, why)
          say(false, why)
        }
        await delay(backoff(failures), undefined, { signal })
      }
    }
  }
}
