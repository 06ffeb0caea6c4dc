import type { Admin, Consumer } from 'kafkajs'

/** A partition that holds records, with its high watermark. */
export interface PartitionEnd {
  readonly topic: string
  readonly partition: number
  readonly end: number
}

export async function endsOf(admin: Admin, topics: readonly string[]): Promise<readonly PartitionEnd[]> {
  const offsets = await Promise.all(
    topics.map(async (topic) => (await admin.fetchTopicOffsets(topic)).map((each) => ({ topic, ...each }))),
  )
  return offsets
    .flat()
    .filter(({ low, high }) => low !== high)
    .map(({ topic, partition, high }) => ({ topic, partition, end: Number(high) }))
}

/** What kafkajs tells of a batch; of one without records or markers, no first offset. */
interface EndedBatch {
  readonly topic: string
  readonly partition: number
  readonly firstOffset: string | null
  readonly lastOffset: string
}

/**
 * Counts what is left to read of what is committed. Transactions end with a marker that no consumer is given, so the batch
 * tells how far it is read. One that is empty tells nothing: kafkajs says of it that it ends at the high watermark, also when
 * a transaction before that is not decided yet.
 * @returns to be called after each batch: partitions that are left.
 */
export function leftToRead(ends: readonly PartitionEnd[]): (batch?: EndedBatch) => readonly string[] {
  const open = new Map(ends.map(({ topic, partition, end }) => [`${topic}/${partition}`, end]))
  return (batch) => {
    if (batch !== undefined && batch.firstOffset !== null) {
      const name = `${batch.topic}/${batch.partition}`
      if (Number(batch.lastOffset) + 1 >= (open.get(name) ?? 0)) open.delete(name)
    }
    return [...open.keys()]
  }
}

/** Resolves once the consumer has been given all before these ends; to be called before it runs. */
export function whenRead(consumer: Consumer, left: ReturnType<typeof leftToRead>): Promise<void> {
  return new Promise((resolve) => {
    if (left().length === 0) resolve()
    consumer.on('consumer.end_batch_process', ({ payload }) => {
      if (left(payload).length === 0) resolve()
    })
  })
}
