import { plays } from '../../../schemas/topics.ts'
import type { LogBounds } from '../../engine/kafka/port.ts'
import { partitionsOf } from '../../engine/runtime/runtime.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { Decoded } from '../../engine/serde/codec.ts'
import { askKafka } from '../records/known-topic.ts'
import { inEventOrder } from '../../engine/runtime/event-order.ts'
import { partitionStream } from '../../engine/runtime/partition-stream.ts'

/** A record of a partition, decoded or not. */
export type ReplayedRecord = Decoded & { readonly partition: number }

/**
 * Every play from the beginning of the log, in event order; of equal times that of the lower partition is first, within a
 * partition the order of the log stays.
 * @param limits by `plays/partition`: the first offset that is not read. What is not named ends where the log ends now.
 * @param partitions all unless given.
 */
export function replayedPlays(
  runtime: Runtime,
  limits: Readonly<Record<string, number>> | null,
  partitions: readonly number[] | null = null,
): AsyncGenerator<readonly ReplayedRecord[]> {
  const read = partitionsOf(runtime, [plays]).filter(({ partition }) => partitions?.includes(partition) ?? true)
  const streams = read.map((at) => {
    const stream = partitionStream(runtime, at, limits?.[`${at.topic}/${at.partition}`] ?? Infinity)
    return {
      async next() {
        const batch = await stream.next()
        return batch?.map((decoded): ReplayedRecord => ({ ...decoded, partition: at.partition })) ?? null
      },
    }
  })
  return inEventOrder(streams, ({ wire }) => wire.timestamp)
}

/** Where each partition of plays begins and ends now, by number. */
export async function boundsOfPlays(runtime: Runtime): Promise<readonly LogBounds[]> {
  const bounds = await askKafka(runtime, (admin) => admin.logBounds([plays.name]))
  return bounds.toSorted((a, b) => a.partition - b.partition)
}
