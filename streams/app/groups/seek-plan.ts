import { ConfigError } from '../../engine/errors.ts'
import type { GroupMember, LogBounds, NextOffset, TopicPartition } from '../../engine/kafka/port.ts'
import type { RangeEdge } from '../records/range.ts'
import type { OurGroup } from './our-groups.ts'

/** Where a group goes on in a partition, and where it would have. */
export interface Move extends TopicPartition {
  /** Null: nothing was committed. */
  readonly from: number | null
  readonly to: number
}

export type SeekTarget = Extract<RangeEdge, { readonly kind: 'earliest' | 'latest' | 'last' | 'time' }>

/** @throws {ConfigError} for an offset: partitions do not share them. */
export function seekTarget(edge: RangeEdge): SeekTarget {
  if (edge.kind !== 'offset') return edge
  throw new ConfigError(
    `--to ${edge.offset} would be the same offset in every partition: give earliest, latest, a time, or -${edge.offset} for the last so many.`,
  )
}

/**
 * @param atTime for a time, the first offsets of it.
 * @param committed what the group has committed
 */
export function plannedMoves(
  bounds: readonly LogBounds[],
  target: SeekTarget,
  atTime: readonly NextOffset[],
  committed: readonly NextOffset[],
): readonly Move[] {
  return bounds.map((log) => ({
    topic: log.topic,
    partition: log.partition,
    from: nextIn(committed, log),
    to: targetIn(log, target, atTime),
  }))
}

function targetIn(log: LogBounds, target: SeekTarget, atTime: readonly NextOffset[]): number {
  switch (target.kind) {
    case 'earliest':
      return log.start
    case 'latest':
      return log.end
    case 'last':
      return Math.max(log.start, log.end - target.count)
    case 'time':
      return Math.max(log.start, nextIn(atTime, log) ?? log.end)
  }
}

const nextIn = (offsets: readonly NextOffset[], { topic, partition }: TopicPartition): number | null =>
  offsets.find((each) => each.topic === topic && each.partition === partition)?.next ?? null

/**
 * Refuses what would make a processor of ours count wrongly.
 * @param ours null for a group of another program
 * @throws {ConfigError} saying what to do instead.
 */
export function requireSeekable(group: string, ours: OurGroup | null, withState: boolean): void {
  if (ours?.state.in === 'outputs') {
    throw new ConfigError(
      `${group} cannot be moved: what ${ours.processor} has written is its state, and it would apply its inputs twice.`,
    )
  }
  if (ours?.state.in === 'changelog' && !withState) {
    throw new ConfigError(
      `${group} keeps its state in ${ours.state.topic.name}, which says how far it has read: moved alone it would count records twice, or not move. Add --with-state to remove that state too, so that it is made again from where it goes on.`,
    )
  }
  if (ours?.state.in !== 'changelog' && withState) {
    throw new ConfigError(`${group} keeps no state in a changelog: leave --with-state out.`)
  }
}

/** Who is in the way, by name. */
export function activeLine(group: string, members: readonly GroupMember[], ours: OurGroup | null): string {
  const who = members.map(({ clientId, host }) => `${clientId} (${host.replace(/^\//, '')})`).join(', ')
  const how =
    ours === null
      ? 'Stop them first.'
      : `"npx slipstream pause ${ours.processor}" stops it, "npx slipstream resume ${ours.processor}" starts it again.`
  return `${group} has ${members.length === 1 ? 'an active member' : 'active members'}: ${who}. ${how}`
}
