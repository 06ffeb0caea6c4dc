import type { GroupDescription, KafkaAdmin, LogBounds } from '../kafka/port.ts'
import { countUnread } from './count-unread.ts'
import type { Runtime } from './runtime.ts'
import { groupLag, nextUnread } from './unread-lag.ts'
import type { PartitionLag } from './unread-lag.ts'

/** What a consumer group has not read of a topic: 0 at rest, as transaction markers are no records. */
export interface TopicLag {
  readonly group: string
  readonly topic: string
  /** Where more lie behind than are counted, their offsets. */
  readonly records: number
  /** Age of the oldest of them by its event time; 0 when there are none. */
  readonly seconds: number
}

/** Groups of other programs may be many; those behind are left out, in order of name. */
const MOST_GROUPS = 100
/** Records that are read to be counted, of each group at each time: the figure is for a graph. */
const COUNTED_RECORDS = 1_000

/** Of one partition of one group: holds as long as neither has moved. */
interface Counted {
  readonly next: number
  readonly end: number
  readonly lag: PartitionLag
}

/**
 * Measures all consumer groups from outside: also those of processors that do not run, and of other programs. What has not moved
 * since the last time is not read again.
 * @param nowMs epoch ms
 */
export function lagMeter(runtime: Pick<Runtime, 'kafka' | 'signal'>, nowMs: () => number) {
  let counted: ReadonlyMap<string, Counted> = new Map()
  return async (): Promise<readonly TopicLag[]> => {
    const admin = await runtime.kafka.admin()
    try {
      const measured = new Map<string, Counted>()
      const lags: TopicLag[] = []
      for (const group of (await admin.listGroups()).slice(0, MOST_GROUPS)) {
        const description = await admin.describeGroup(group)
        const bounds = await boundsOf(admin, description)
        const moved = bounds.filter((each) => !isAsBefore(counted.get(keyOf(group, each)), each, description))
        const fresh = await countUnread(runtime, moved, description.committed, COUNTED_RECORDS)
        const partitions = bounds.flatMap((each) => {
          const lag =
            fresh.find((of) => keyOf(group, of) === keyOf(group, each)) ?? counted.get(keyOf(group, each))?.lag
          if (lag === undefined) return []
          measured.set(keyOf(group, each), { next: nextUnread(each, description.committed), end: each.end, lag })
          return [lag]
        })
        lags.push(...byTopic(group, partitions, nowMs()))
      }
      counted = measured
      return lags
    } finally {
      await admin.close()
    }
  }
}

const keyOf = (group: string, { topic, partition }: { readonly topic: string; readonly partition: number }): string =>
  `${group}\n${topic}/${partition}`

const isAsBefore = (before: Counted | undefined, bounds: LogBounds, { committed }: GroupDescription): boolean =>
  before?.end === bounds.end && before.next === nextUnread(bounds, committed)

/** Of what it has committed and what its members hold. */
async function boundsOf(admin: KafkaAdmin, { members, committed }: GroupDescription): Promise<readonly LogBounds[]> {
  const held = members.flatMap(({ partitions }) => partitions)
  const topics = new Set([...committed, ...held].map(({ topic }) => topic))
  return topics.size === 0 ? [] : admin.logBounds([...topics])
}

function byTopic(group: string, partitions: readonly PartitionLag[], nowMs: number): readonly TopicLag[] {
  const topics = [...new Set(partitions.map(({ topic }) => topic))].toSorted()
  return topics.map((topic) => {
    const { records, seconds } = groupLag(
      partitions.filter((each) => each.topic === topic),
      nowMs,
    )
    return { group, topic, records, seconds }
  })
}
