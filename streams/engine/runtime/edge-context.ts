import type { AnyTopic, InputOf } from '../topic.ts'
import { lagMeter } from './consumer-lag.ts'
import type { EdgeContext, Follower, FollowOptions } from './context.ts'
import { materialise } from './materialise.ts'
import { openProducer } from './record-producer.ts'
import { partitionsOf, readDecoded } from './runtime.ts'
import type { Runtime } from './runtime.ts'
import { runSink } from './sink-runner.ts'

/** @param to the topics that the edge may write. */
export function edgeContext(runtime: Runtime, to: readonly AnyTopic[]): EdgeContext {
  return {
    log: runtime.log,
    signal: runtime.signal,
    ...(runtime.processMetrics === undefined ? {} : { processMetrics: runtime.processMetrics }),
    consumerLags: lagMeter(runtime, Date.now),
    producer: () => openProducer(runtime, to),
    materialise: (table) => materialise(runtime, table),
    follow: (topics, options) => Promise.resolve(follow(runtime, topics, options)),
    consume: (group, topics, write) => runSink(runtime, group, topics, write),
  }
}

function follow<T extends AnyTopic>(runtime: Runtime, topics: readonly T[], options: FollowOptions<T>): Follower {
  const stop = new AbortController()
  let caughtUp: () => void = () => undefined
  let failed: (error: unknown) => void = () => undefined
  const whenCaughtUp = new Promise<void>((resolve, reject) => {
    caughtUp = resolve
    failed = reject
  })
  whenCaughtUp.catch(() => undefined) // not every reader waits for it
  const ended = readDecoded(runtime, {
    partitions: partitionsOf(runtime, topics),
    from: options.from,
    isolation: options.isolation,
    signal: AbortSignal.any([runtime.signal, stop.signal]),
    async onBatch(batch) {
      for (const decoded of batch) {
        if (decoded.ok)
          options.onRecord(decoded.record as unknown as InputOf<T>) // decoded by the topic's own serde
        else runtime.log.warn(decoded.message)
      }
      await options.afterBatch?.()
    },
    what: topics.map(({ name }) => name).join(', '),
    onCaughtUp: caughtUp,
  }).catch((error: unknown) => {
    failed(error)
    runtime.fail?.(error)
  })
  return {
    caughtUp: whenCaughtUp,
    async stop() {
      stop.abort()
      await ended
    },
  }
}
