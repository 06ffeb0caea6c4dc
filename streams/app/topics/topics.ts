import type { LogBounds, TopicDescription } from '../../engine/kafka/port.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { countUnread } from '../../engine/runtime/count-unread.ts'
import { recordsText } from '../../engine/runtime/unread-lag.ts'
import type { PartitionLag } from '../../engine/runtime/unread-lag.ts'
import { EXIT } from '../output/exit-codes.ts'
import { isoTime } from '../output/iso-time.ts'
import type { AnswerRow, RowsOutput } from '../output/rows-output.ts'
import { askKafka, requireTopic } from '../records/known-topic.ts'

/**
 * Records are counted by reading them, as offsets are also taken by transaction markers, aborted records and what compaction has
 * removed. So many are read of a topic; beyond that, offsets are counted, and `exact` is false.
 */
export const COUNTED_IN_LIST = 10_000
export const COUNTED_IN_DESCRIPTION = 1_000_000

/** Prints one row for each topic, Kafka's own left out. @returns the exit code. */
export async function listTopics(runtime: Runtime, output: RowsOutput): Promise<number> {
  const found = await askKafka(runtime, async (admin) => {
    const names = (await admin.topicNames()).filter((name) => !name.startsWith('__')).toSorted()
    return { names, descriptions: await admin.describeTopics(names), bounds: await admin.logBounds(names) }
  })
  const rows: AnswerRow[] = []
  for (const name of found.names) {
    const description = found.descriptions.get(name)
    if (description === undefined) continue // deleted meanwhile
    const bounds = found.bounds.filter(({ topic }) => topic === name)
    rows.push(topicRow(name, description, bounds, await countUnread(runtime, bounds, [], COUNTED_IN_LIST)))
  }
  await output.rows(['topic', 'partitions', 'cleanup', 'retention', 'records', 'offsets'], rows)
  return EXIT.ok
}

/** Prints one row for each partition of a topic. @returns the exit code. @throws {ConfigError} when there is none. */
export async function describeTopic(runtime: Runtime, name: string, output: RowsOutput): Promise<number> {
  const { description, bounds } = await askKafka(runtime, async (admin) => ({
    description: await requireTopic(admin, name),
    bounds: (await admin.logBounds([name])).toSorted((a, b) => a.partition - b.partition),
  }))
  const counted = await countUnread(runtime, bounds, [], COUNTED_IN_DESCRIPTION)
  await output.rows(
    ['partition', 'cleanup', 'retention', 'start', 'end', 'records', 'offsets', 'oldest'],
    bounds.map((log, i) => partitionRow(log, description, counted[i])),
  )
  return EXIT.ok
}

function topicRow(
  topic: string,
  description: TopicDescription,
  bounds: readonly LogBounds[],
  counted: readonly PartitionLag[],
): AnswerRow {
  const { partitions, replicas } = description
  const kept = keptOf(description)
  const records = counted.reduce((sum, each) => sum + each.records, 0)
  const offsets = bounds.reduce((sum, { start, end }) => sum + end - start, 0)
  const exact = counted.every(({ isExact }) => isExact)
  return {
    line: { topic, partitions, replicas, ...kept, records, exact, offsets },
    cells: [
      topic,
      partitions,
      kept.cleanup,
      retentionText(kept.retentionMs),
      recordsText({ records, isExact: exact }),
      offsets,
    ],
  }
}

function partitionRow(log: LogBounds, description: TopicDescription, counted: PartitionLag | undefined): AnswerRow {
  const { topic, partition, start, end } = log
  const kept = keptOf(description)
  const { records = 0, isExact: exact = true, oldestMs = null } = counted ?? {}
  const oldest = oldestMs === null ? '-' : isoTime(oldestMs)
  return {
    line: { topic, partition, ...kept, start, end, records, exact, offsets: end - start, oldest: oldestMs },
    cells: [partition, kept.cleanup, retentionText(kept.retentionMs), start, end, recordsText({ records, isExact: exact }), end - start, oldest], // prettier-ignore
  }
}

interface Kept {
  /** Kafka's `cleanup.policy`. */
  readonly cleanup: string
  /** Null: for ever, or until compaction removes it. */
  readonly retentionMs: number | null
}

/** What Kafka keeps of a topic. */
export function keptOf({ config }: Pick<TopicDescription, 'config'>): Kept {
  const cleanup = config.get('cleanup.policy') ?? 'delete'
  const retentionMs = Number(config.get('retention.ms') ?? -1)
  return { cleanup, retentionMs: retentionMs < 0 || cleanup === 'compact' ? null : retentionMs }
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export function retentionText(retentionMs: number | null): string {
  if (retentionMs === null) return 'for ever'
  if (retentionMs % DAY_MS === 0) return `${retentionMs / DAY_MS} d`
  return retentionMs % HOUR_MS === 0 ? `${retentionMs / HOUR_MS} h` : `${retentionMs / 1_000} s`
}
