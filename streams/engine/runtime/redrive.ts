import { readDeadLetters, redrive } from './dead-letter-queue.ts'
import type { DeadLetterRecord } from './dead-letter-queue.ts'
import { partitionsOf, readToEnd } from './runtime.ts'
import type { Runtime } from './runtime.ts'

/**
 * Redrives the dead letters of one processor and error code, for use when the cause has been removed. Only records that are
 * still the newest of their key are redriven. Memory grows with the number of keys of the topics concerned.
 */
export async function redriveNewest(runtime: Runtime, processor: string, code: string): Promise<void> {
  const matches = ({ value }: DeadLetterRecord) => value.processor === processor && value.code === code
  const { records } = await readDeadLetters(runtime)
  const topics = new Set(records.filter(matches).map(({ value }) => value.topic))
  if (topics.size === 0) return
  const newest = await newestOf(runtime, topics)
  const redriven = await redrive(runtime, (queue) => stillNewest(queue.records.filter(matches), newest))
  if (redriven.length > 0) runtime.log.info({ code, records: redriven.length }, 'Dead letters were redriven.')
}

/**
 * Dead letters whose source record is the newest of its key: a later record has replaced what the others say.
 * @param newest position of the newest record by `topic/key`.
 */
export function stillNewest(
  deadLetters: readonly DeadLetterRecord[],
  newest: ReadonlyMap<string, string>,
): readonly DeadLetterRecord[] {
  return deadLetters.filter(
    ({ value: { topic, partition, offset, key } }) =>
      newest.get(`${topic}/${key?.toString('utf8') ?? ''}`) === `${topic}/${partition}/${offset}`,
  )
}

/** Position of the newest record of each key: topic/partition/offset. */
async function newestOf(runtime: Runtime, names: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const newest = new Map<string, string>()
  const topics = [...runtime.topics.values()].filter(({ name }) => names.has(name))
  await readToEnd(runtime, partitionsOf(runtime, topics), {
    from: 'start',
    what: [...names].join(', '),
    onBatch(batch) {
      for (const decoded of batch) {
        if (!decoded.ok) continue // a dead letter itself: it replaces nothing
        const { topic, key, partition, offset } = decoded.record
        newest.set(`${topic}/${key}`, `${topic}/${partition}/${offset}`)
      }
    },
  })
  return newest
}
