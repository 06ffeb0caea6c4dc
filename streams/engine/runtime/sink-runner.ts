import { setImmediate } from 'node:timers/promises'
import type { DeadLetterTopic } from '../dead-letter.ts'
import type { AnyTopic, InputOf } from '../topic.ts'
import { withHeartbeat } from '../kafka/heartbeat.ts'
import type { Batch } from '../kafka/port.ts'
import type { RecordProducer } from './context.ts'
import { deadLetterOf } from './dead-letters.ts'
import type { Runtime } from './runtime.ts'
import { reach } from '../fail-points.ts'
import { openProducer } from './record-producer.ts'

/** Records; more would keep the other system, and what waits for it, busy for long. */
const MAX_WRITTEN_AT_ONCE = 1_000

/**
 * Feeds a system outside Kafka, at least once and in order for each partition: offsets are committed after `write` has
 * resolved. What one fetch has brought is written and committed at once. Runs until the signal aborts.
 * @throws what made it impossible to go on.
 */
export async function runSink<T extends AnyTopic>(
  environment: Runtime,
  name: string,
  topics: readonly T[],
  write: (batch: readonly InputOf<T>[]) => Promise<void>,
): Promise<void> {
  const { kafka, signal, codec, deadLetters } = environment
  const producer = await openProducer(environment, [deadLetters])
  let fail: (error: unknown) => void = () => undefined
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  failed.catch(() => undefined)

  const decode = async (batch: Batch): Promise<readonly InputOf<T>[]> => {
    const topic = topics.find((t) => t.name === batch.topic)
    if (topic === undefined) return []
    const decoded = await codec.decode(topic, batch.partition, batch.records)
    const bad = decoded.filter((each) => !each.ok)
    await writeDeadLetters({ producer, deadLetters }, name, batch, bad)
    return decoded.filter((each) => each.ok).map((each) => each.record as unknown as InputOf<T>) // decoded by the topic's own serde
  }
  const process = async (batches: readonly Batch[]): Promise<void> => {
    const heartbeat = async () => batches[0]?.heartbeat()
    const good: InputOf<T>[] = []
    for (const batch of batches) good.push(...(await decode(batch)))
    for (let written = 0; written < good.length; written += MAX_WRITTEN_AT_ONCE) {
      await withHeartbeat(write(good.slice(written, written + MAX_WRITTEN_AT_ONCE)), heartbeat)
    }
    const offsets = batches.flatMap((batch) => {
      reach('after-write-before-commit', batch.topic)
      const last = batch.records.at(-1)?.offset ?? -1
      if (last >= 0) batch.resolve(last)
      return last < 0 ? [] : [{ topic: batch.topic, partition: batch.partition, next: last + 1 }]
    })
    await group.commit(offsets)
    await heartbeat()
  }
  const together = allAtOnce(process)

  const group = await kafka.joinGroup({
    name,
    topics: topics.map((topic) => topic.name),
    single: false,
    concurrency: topics.reduce((sum, topic) => sum + (environment.partitionsOf.get(topic.name) ?? 1), 0),
    latency: 'batch',
    onAssigned: () => undefined,
    onBatch: together,
    onFailure(error) {
      if (!signal.aborted) fail(error)
    },
  })
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await Promise.race([stopped, failed])
  await group.stop()
  await producer.close()
}

/** Does what comes within one turn of the event loop at once, one such lot after another. */
export function allAtOnce<E>(work: (all: readonly E[]) => Promise<void>): (each: E) => Promise<void> {
  let lot: { readonly all: E[]; readonly done: Promise<void> } | null = null
  let last: Promise<unknown> = Promise.resolve()
  return (each) => {
    if (lot === null) {
      const all: E[] = []
      const done = last
        .then(() => setImmediate())
        .then(() => {
          lot = null
          return work(all)
        })
      last = done.catch(() => undefined)
      lot = { all, done }
    }
    lot.all.push(each)
    return lot.done
  }
}

async function writeDeadLetters(
  { producer, deadLetters }: { readonly producer: RecordProducer; readonly deadLetters: DeadLetterTopic },
  processor: string,
  batch: Batch,
  bad: readonly { readonly wire: Batch['records'][number]; readonly code: string; readonly message: string }[],
): Promise<void> {
  if (bad.length === 0) return
  await producer.send(
    bad.map(({ wire, code, message }) =>
      deadLetterOf(
        deadLetters,
        { processor, topic: batch.topic, partition: batch.partition, wire, attempts: 1 },
        { code, message },
      ),
    ),
  )
}
