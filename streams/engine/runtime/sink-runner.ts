import type { AnyTopic, InputOf } from '../topic.ts'
import { withHeartbeat } from '../kafka/heartbeat.ts'
import type { Batch, KafkaPort } from '../kafka/port.ts'
import type { RecordProducer, RefusedRecord, SinkWrite } from './context.ts'
import { fittingDeadLetter } from './dead-letters.ts'
import type { Runtime } from './runtime.ts'
import { abortOrFailure } from '../abort.ts'
import { reach } from '../fail-points.ts'
import { noMetrics } from './metrics.ts'
import { microBatched } from './micro-batch.ts'
import { openProducer } from './record-producer.ts'

/** What a sink uses of the runtime. */
type SinkRuntime = Pick<Runtime, 'signal' | 'codec' | 'deadLetters' | 'metrics' | 'partitionsOf'> & {
  readonly kafka: Pick<KafkaPort, 'producer' | 'joinGroup'>
}

/** Records of one call: a longer write would hold up other users of the external system. */
const MAX_WRITTEN_AT_ONCE = 1_000

/**
 * Writes records to a system outside Kafka, at least once and in order within a partition: offsets are committed after `write`
 * has resolved. All partitions of one fetch are written and committed together. Runs until the signal aborts.
 * @throws the first failure.
 */
export async function runSink<T extends AnyTopic>(
  runtime: SinkRuntime,
  name: string,
  topics: readonly T[],
  write: SinkWrite<T>,
): Promise<void> {
  const { kafka, signal, codec, deadLetters, metrics = noMetrics } = runtime
  const producer = await openProducer(runtime, [deadLetters])
  const run = abortOrFailure(signal)

  const giveUp = async (batch: Batch, bad: readonly Bad[]): Promise<void> => {
    await writeDeadLetters({ producer, codec, deadLetters }, name, batch, bad)
    for (const { code } of bad) metrics.deadLetter(code)
  }
  const decode = async (batch: Batch): Promise<readonly InputOf<T>[]> => {
    const topic = topics.find((t) => t.name === batch.topic)
    if (topic === undefined) return []
    const decoded = await codec.decode(topic, batch.partition, batch.records)
    const bad = decoded.filter((each) => !each.ok)
    await giveUp(batch, bad)
    return decoded.filter((each) => each.ok).map((each) => each.record as unknown as InputOf<T>) // decoded by the topic's own serde
  }
  const process = async (batches: readonly Batch[]): Promise<void> => {
    const heartbeat = async () => batches[0]?.heartbeat()
    const begunAt = performance.now()
    const good: InputOf<T>[] = []
    for (const batch of batches) good.push(...(await decode(batch)))
    for (let written = 0; written < good.length; written += MAX_WRITTEN_AT_ONCE) {
      const records = good.slice(written, written + MAX_WRITTEN_AT_ONCE)
      const refused = await whileMember(heartbeat, signal, (member) => write(records, member))
      for (const batch of batches) await giveUp(batch, refusedOf(batch, refused))
    }
    const offsets = batches.flatMap((batch) => {
      reach('after-write-before-commit', batch.topic)
      const last = batch.records.at(-1)?.offset ?? -1
      metrics.recordsIn(batch.topic, batch.partition, batch.records.length)
      if (last >= 0) batch.resolve(last)
      return last < 0 ? [] : [{ topic: batch.topic, partition: batch.partition, next: last + 1 }]
    })
    await group.commit(offsets)
    metrics.commit(performance.now() - begunAt)
    for (const { topic, partition, end, records } of batches) {
      metrics.position(topic, partition, (records.at(-1)?.offset ?? end - 1) + 1, end)
    }
    await heartbeat()
  }
  const onBatch = microBatched(process)

  const group = await kafka.joinGroup({
    name,
    topics: topics.map((topic) => topic.name),
    single: false,
    concurrency: topics.reduce((sum, topic) => sum + (runtime.partitionsOf.get(topic.name) ?? 1), 0),
    latency: 'batch',
    onAssigned: (assignment) => metrics.assigned(name, assignment),
    onBatch(batch) {
      metrics.position(batch.topic, batch.partition, batch.records[0]?.offset ?? batch.end, batch.end)
      return onBatch(batch)
    },
    onSkipped: ({ topic, partition, next, end }) => metrics.position(topic, partition, next, end),
    onFailure(error) {
      if (!signal.aborted) run.fail(error)
    },
  })
  await run.ended
  await group.stop()
  await producer.close()
}

/** The work ends with the membership, which a heartbeat tells: else it would go on beside that of the next owner. */
async function whileMember<T>(
  heartbeat: () => Promise<void>,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController()
  try {
    return await withHeartbeat(work(AbortSignal.any([signal, ended.signal])), heartbeat)
  } finally {
    ended.abort()
  }
}

type Bad = Pick<RefusedRecord, 'code' | 'message'> & { readonly wire: Batch['records'][number] }

function refusedOf(batch: Batch, refused: readonly RefusedRecord[]): readonly Bad[] {
  return refused.flatMap((each) => {
    const isOf = each.topic === batch.topic && each.partition === batch.partition
    const wire = isOf ? batch.records.find(({ offset }) => offset === each.offset) : undefined
    return wire === undefined ? [] : [{ code: each.code, message: each.message, wire }]
  })
}

async function writeDeadLetters(
  { producer, codec, deadLetters }: Pick<SinkRuntime, 'codec' | 'deadLetters'> & { readonly producer: RecordProducer },
  processor: string,
  batch: Batch,
  bad: readonly Bad[],
): Promise<void> {
  if (bad.length === 0) return
  await producer.send(
    bad.map(({ wire, code, message }) =>
      fittingDeadLetter(
        codec,
        deadLetters,
        { processor, topic: batch.topic, partition: batch.partition, wire, attempts: 1 },
        { code, message },
      ),
    ),
  )
}
