import { SlipstreamError } from '../../engine/errors.ts'
import type { TopicPartition } from '../../engine/kafka/port.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { Decoded } from '../../engine/serde/codec.ts'
import type { RecordStream } from './event-order.ts'

/**
 * The records of one partition, read as they are asked for: one fetch at a time is held. Without a consumer group, so that no
 * committed offset is touched; committed records only.
 * @param end the first offset that is not read; what is written behind the end of the log at the first read is not read either.
 */
export function partitionStream(runtime: Runtime, at: TopicPartition, end: number): RecordStream<Decoded> {
  const { kafka, codec, topics, signal } = runtime
  const topic = topics.get(at.topic)
  if (topic === undefined) throw new Error(`${at.topic} is no topic of this program.`)
  const stop = new AbortController()
  const { put, take } = handoff<readonly Decoded[] | null>()
  let reading: Promise<void> | null = null
  let failure: SlipstreamError | null = null
  const read = () =>
    kafka.read({
      partitions: [at],
      from: 'start',
      isolation: 'committed',
      signal: AbortSignal.any([signal, stop.signal]),
      async onRecords(_, records) {
        const within = records.filter(({ offset }) => offset < end)
        try {
          if (within.length > 0) await put(await codec.decode(topic, at.partition, within))
        } catch (error) {
          if (!(error instanceof SlipstreamError) || error.retriable) throw error // the same records come again
          failure = error
          stop.abort()
        }
        if (within.length < records.length) stop.abort()
      },
      onCaughtUp: () => stop.abort(),
    })
  return {
    async next() {
      reading ??= read()
      const batch = await Promise.race([take(), reading.then(() => null)])
      if (failure !== null) throw failure
      signal.throwIfAborted()
      return batch
    },
  }
}

/** Passes values from one who waits until each is taken to one who waits until there is one. */
function handoff<T>(): { put(value: T): Promise<void>; take(): Promise<T> } {
  let want: (give: (value: T) => void) => void = () => undefined
  const wish = () => new Promise<(value: T) => void>((resolve) => (want = resolve))
  let wanted = wish()
  return {
    async put(value) {
      const give = await wanted
      wanted = wish()
      give(value)
    },
    take: () => new Promise((resolve) => want(resolve)),
  }
}
