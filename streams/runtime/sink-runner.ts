import type { AnyTopic, InputOf } from '../topic.ts'
import { deadLetters } from '../topics.ts'
import { crashed, isRebalancing, joinGroup, withHeartbeat } from './consumer-group.ts'
import type { Batch } from './consumer-group.ts'
import type { RecordProducer } from './context.ts'
import { deadLetterOf } from './dead-letters.ts'
import type { Environment } from './environment.ts'
import { reach } from './fail-points.ts'
import { openProducer } from './producer.ts'

/**
 * Feeds a system outside Kafka, at least once and in order for each partition: offsets are committed after `write` has
 * resolved. Runs until the signal aborts. @throws what made it impossible to go on.
 */
export async function runSink<T extends AnyTopic>(
  environment: Environment,
  name: string,
  topics: readonly T[],
  write: (batch: readonly InputOf<T>[]) => Promise<void>,
): Promise<void> {
  const { clients, signal, codec } = environment
  const producer = await openProducer(environment, [deadLetters])
  let fail: (error: unknown) => void = () => undefined
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  failed.catch(() => undefined)

  const process = async (batch: Batch): Promise<void> => {
    const topic = topics.find((t) => t.name === batch.topic)
    const last = batch.records.at(-1)
    if (topic === undefined || last === undefined) return
    const decoded = await codec.decode(topic, batch.partition, batch.records)
    const bad = decoded.filter((each) => !each.ok)
    await writeDeadLetters(producer, name, batch, bad)
    const good = decoded.filter((each) => each.ok).map((each) => each.record as unknown as InputOf<T>) // decoded by the topic's own serde
    if (good.length > 0) await withHeartbeat(write(good), batch.heartbeat)
    reach('after-write-before-commit', batch.topic)
    batch.resolve(Number(last.offset))
    await group.consumer.commitOffsets([
      { topic: batch.topic, partition: batch.partition, offset: String(Number(last.offset) + 1) },
    ])
    await batch.heartbeat()
  }

  const group = await joinGroup({
    clients,
    log: environment.log,
    dataFolder: environment.config.SLIPSTREAM_DATA,
    name,
    topics: topics.map((topic) => topic.name),
    single: false,
    concurrency: 4,
    onAssigned: () => undefined,
    async onBatch(batch) {
      try {
        await process(batch)
      } catch (error) {
        if (isRebalancing(error)) throw error
        if (!signal.aborted) fail(error)
      }
    },
    onCrash: (error) => fail(crashed(name, error)),
  })
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await Promise.race([stopped, failed])
  await group.stop()
  await producer.close()
}

async function writeDeadLetters(
  producer: RecordProducer,
  processor: string,
  batch: Batch,
  bad: readonly { readonly wire: Batch['records'][number]; readonly code: string; readonly message: string }[],
): Promise<void> {
  if (bad.length === 0) return
  await producer.send(
    bad.map(({ wire, code, message }) =>
      deadLetterOf({ processor, topic: batch.topic, partition: batch.partition, wire, attempts: 1 }, { code, message }),
    ),
  )
}
