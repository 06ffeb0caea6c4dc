import type { GroupDescription, GroupMember, TopicPartition } from '../../engine/kafka/port.ts'
import { countUnread } from '../../engine/runtime/count-unread.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { groupLag, recordsText, secondsSince } from '../../engine/runtime/unread-lag.ts'
import type { GroupLag, PartitionLag } from '../../engine/runtime/unread-lag.ts'
import { didYouMean } from '../nearest-name.ts'
import { EXIT } from '../output/exit-codes.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import type { AnswerRow, RowsOutput } from '../output/rows-output.ts'
import { askKafka } from '../records/known-topic.ts'
import type { LagOptions } from './lag-limit.ts'
import { ourGroupOf, ourGroups } from './our-groups.ts'

interface Group extends GroupDescription {
  readonly name: string
  readonly partitions: readonly PartitionLag[]
}

/** Prints one row for each consumer group. @returns the exit code. */
export async function listGroups(
  runtime: Runtime,
  { maxLag }: LagOptions,
  output: RowsOutput,
  streams: Pick<OutputStreams, 'err'>,
): Promise<number> {
  const rows: AnswerRow[] = []
  const late: string[] = []
  for (const name of await allGroups(runtime)) {
    const { members, partitions } = await groupNamed(runtime, name)
    const lag = groupLag(partitions, Date.now())
    if (exceeds(lag, maxLag)) late.push(lateLine(name, lag, maxLag))
    const state = members.length === 0 ? 'inactive' : 'active'
    rows.push({
      line: { group: name, state, members: members.length, ...lagFields(lag) },
      cells: [name, state, members.length, recordsText(lag), lag.seconds],
    })
  }
  await output.rows(['group', 'state', 'members', 'records', 'seconds'], rows)
  for (const line of late) streams.err(line)
  return late.length > 0 ? EXIT.unmet : EXIT.ok
}

/** Prints one row for each partition that a group reads. @returns the exit code. */
export async function describeGroup(
  runtime: Runtime,
  name: string,
  { maxLag }: LagOptions,
  output: RowsOutput,
  streams: Pick<OutputStreams, 'err'>,
): Promise<number> {
  const known = await allGroups(runtime)
  if (!known.includes(name)) {
    streams.err(noGroup(name, known))
    return EXIT.absent
  }
  const { members, partitions } = await groupNamed(runtime, name)
  const nowMs = Date.now()
  await output.rows(
    ['topic', 'partition', 'committed', 'end', 'records', 'seconds', 'member'],
    partitions.map((each) => partitionRow(name, each, ownerOf(each, members), nowMs)),
  )
  const lag = groupLag(partitions, nowMs)
  if (!exceeds(lag, maxLag)) return EXIT.ok
  streams.err(lateLine(name, lag, maxLag))
  return EXIT.unmet
}

/** The groups that the brokers know. */
export const allGroups = (runtime: Runtime): Promise<readonly string[]> =>
  askKafka(runtime, (admin) => admin.listGroups())

async function groupNamed(runtime: Runtime, name: string): Promise<Group> {
  const { group, bounds } = await askKafka(runtime, async (admin) => {
    const found = await admin.describeGroup(name)
    return { group: found, bounds: (await admin.logBounds(topicsOf(name, found))).toSorted(inOrder) }
  })
  return { ...group, name, partitions: await countUnread(runtime, bounds, group.committed) }
}

/** The broker answers in no order. */
const inOrder = (a: TopicPartition, b: TopicPartition): number =>
  a.topic.localeCompare(b.topic) || a.partition - b.partition

/** What a group reads: its processor says so, else what it has committed and what its members hold. */
export function topicsOf(name: string, { members, committed }: GroupDescription): readonly string[] {
  const ours = ourGroupOf(name, ourGroups())
  const held = members.flatMap(({ partitions }) => partitions)
  return ours?.topics ?? [...new Set([...committed, ...held].map(({ topic }) => topic))].toSorted()
}

export const noGroup = (name: string, known: readonly string[]): string =>
  known.length === 0
    ? `There is no consumer group ${name}, and no other one.`
    : `There is no consumer group ${name}.${didYouMean(name, known)} "npx slipstream group list" shows all.`

const ownerOf = (at: TopicPartition, members: readonly GroupMember[]): GroupMember | null =>
  members.find(({ partitions }) =>
    partitions.some((each) => each.topic === at.topic && each.partition === at.partition),
  ) ?? null

function partitionRow(group: string, lag: PartitionLag, owner: GroupMember | null, nowMs: number): AnswerRow {
  const { topic, partition, committed, end, records, isExact, oldestMs } = lag
  const seconds = secondsSince(oldestMs, nowMs)
  const member = owner === null ? null : { clientId: owner.clientId, host: owner.host }
  return {
    line: { group, topic, partition, committed, end, ...lagFields({ records, seconds, isExact }), member },
    cells: [topic, partition, committed ?? '-', end, recordsText(lag), seconds, owner?.clientId ?? '-'],
  }
}

const lagFields = ({ records, seconds, isExact }: GroupLag) => ({
  lagRecords: records,
  lagSeconds: seconds,
  exact: isExact,
})

const exceeds = ({ records }: GroupLag, maxLag: number | undefined): boolean => maxLag !== undefined && records > maxLag

const lateLine = (name: string, { records, seconds }: GroupLag, maxLag: number | undefined): string =>
  `${name} has not read ${records} records, more than ${maxLag}; the oldest is ${seconds} s old.`
