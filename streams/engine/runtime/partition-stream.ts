import { SlipstreamError } from '../errors.ts'
import type { TopicPartition } from '../kafka/port.ts'
import type { Runtime } from './runtime.ts'
import type { Decoded } from '../serde/codec.ts'
import type { RecordStream } from './event-order.ts'

/**
 * The records of one partition, read as they are asked for: one fetch at a time is held. Without a consumer group, so that no
 * committed offset is touched; committed records only.
 * @param end the first offset that is not read; what is written behind the end of the log at the first read is not read either.
 * @param left aborts when no more is asked for: what was fetched is let go.
 */
export function partitionStream(
  runtime: Runtime,
  at: TopicPartition,
  end: number,
  left: AbortSignal = runtime.signal,
): RecordStream<Decoded> {
  const { kafka, codec, topics } = runtime
  const signal = AbortSignal.any([runtime.signal, left])
  const topic = topics.get(at.topic)
  if (topic === undefined) throw new Error(`${at.topic} is no topic of this program.`)
  const stop = new AbortController()
  const { put, take, end: close } = handoff<readonly Decoded[]>()
  signal.addEventListener('abort', () => close(signal.reason), { once: true })
  let isReading = false
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
          close(error)
          stop.abort()
        }
        if (within.length < records.length) stop.abort()
      },
      onCaughtUp: () => stop.abort(),
    })
  return {
    async next() {
      if (!isReading) read().then(() => close(null), close)
      isReading = true
      const batch = await take()
      signal.throwIfAborted()
      return batch
    },
  }
}

interface Handoff<T> {
  /** Resolves when the value has been taken, or nothing is any more. */
  put(value: T): Promise<void>
  /** Null at the end. @throws the error with which it ended. */
  take(): Promise<T | null>
  /** The first end counts. @param error null: all has been given. */
  end(error: unknown): void
}

/**
 * Passes values from one who waits until each is taken to one who waits until there is one. Nothing refers to a value that was
 * taken: `Promise.race` against the end of the reading would keep every value until then.
 */
function handoff<T>(): Handoff<T> {
  let held: { readonly value: T; readonly taken: () => void } | null = null
  let waiting: { readonly give: (value: T | null) => void; readonly fail: (error: unknown) => void } | null = null
  let ended: { readonly error: unknown } | null = null
  const meet = () => {
    if (ended !== null && ended.error !== null) {
      held?.taken()
      held = null
    }
    if (waiting === null || (held === null && ended === null)) return
    const { give, fail } = waiting
    waiting = null
    if (held !== null) {
      held.taken()
      give(held.value)
      held = null
    } else if (ended !== null && ended.error !== null) fail(ended.error)
    else give(null)
  }
  return {
    put: (value) =>
      new Promise((taken) => {
        held = { value, taken }
        meet()
      }),
    take: () =>
      new Promise((give, fail) => {
        waiting = { give, fail }
        meet()
      }),
    end(error) {
      ended ??= { error }
      meet()
    },
  }
}
