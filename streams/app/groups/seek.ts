import { KafkaError } from '../../engine/kafka/kafka-error.ts'
import type { KafkaAdmin } from '../../engine/kafka/port.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { EXIT } from '../output/exit-codes.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import type { RowsOutput } from '../output/rows-output.ts'
import { askKafka } from '../records/known-topic.ts'
import { allGroups, noGroup, topicsOf } from './groups.ts'
import { ourGroupOf, ourGroups } from './our-groups.ts'
import type { OurGroup } from './our-groups.ts'
import { resetState } from './reset-state.ts'
import { activeLine, plannedMoves, requireSeekable } from './seek-plan.ts'
import type { Move, SeekTarget } from './seek-plan.ts'

export interface SeekOptions {
  readonly to: SeekTarget
  readonly withState: boolean
  /** Else it is only said what would be done. */
  readonly execute: boolean
}

/**
 * Moves a consumer group to another place of what it reads; prints one row for each partition.
 * @returns the exit code; `EXIT.failure` while the group has members.
 * @throws {ConfigError} for a processor of ours whose state would not fit.
 */
export async function seekGroup(
  runtime: Runtime,
  name: string,
  { to, withState, execute }: SeekOptions,
  output: RowsOutput,
  streams: Pick<OutputStreams, 'err'>,
): Promise<number> {
  const ours = ourGroupOf(name, ourGroups())
  const known = await allGroups(runtime)
  if (ours === null && !known.includes(name)) {
    streams.err(noGroup(name, known))
    return EXIT.absent
  }
  requireSeekable(name, ours, withState)
  const group = await askKafka(runtime, (admin) => admin.describeGroup(name))
  const isActive = group.members.length > 0
  if (isActive) streams.err(activeLine(name, group.members, ours))
  if (isActive && execute) return EXIT.failure
  const moves = await askKafka(runtime, (admin) => movesOf(admin, topicsOf(name, group), to, group.committed))
  try {
    if (execute) await move(runtime, name, moves, withState ? ours : null)
  } catch (error) {
    if (!(error instanceof KafkaError) || error.type !== 'UNKNOWN_MEMBER_ID') throw error
    const { members } = await askKafka(runtime, (admin) => admin.describeGroup(name)) // one joined meanwhile
    streams.err(activeLine(name, members, ours))
    return EXIT.failure
  }
  await output.rows(
    ['topic', 'partition', 'from', 'to'],
    moves.map((each) => ({
      line: { group: name, ...each, executed: execute },
      cells: [each.topic, each.partition, each.from ?? '-', each.to],
    })),
  )
  if (!execute) streams.err(`${name} would be moved${withState ? ', and its state removed' : ''}; nothing was done. Add --execute to do it.`) // prettier-ignore
  return EXIT.ok
}

async function movesOf(
  admin: KafkaAdmin,
  topics: readonly string[],
  to: SeekTarget,
  committed: Parameters<typeof plannedMoves>[3],
): Promise<readonly Move[]> {
  const bounds = (await admin.logBounds(topics)).toSorted((a, b) =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
  )
  const atTime =
    to.kind === 'time' ? (await Promise.all(topics.map((topic) => admin.offsetsAt(topic, to.atMs)))).flat() : []
  return plannedMoves(bounds, to, atTime, committed)
}

/**
 * The broker refuses the offsets while there are members, so they come first. When the reset of the state then fails, the state
 * says that it has more than was committed, and the processor goes on from there: as if nothing had been done.
 */
async function move(runtime: Runtime, group: string, moves: readonly Move[], stateful: OurGroup | null): Promise<void> {
  const offsets = moves.map(({ topic, partition, to }) => ({ topic, partition, next: to }))
  await askKafka(runtime, (admin) => admin.setOffsets(group, offsets))
  if (stateful?.state.in === 'changelog') await resetState(runtime, stateful, stateful.state, offsets)
}
