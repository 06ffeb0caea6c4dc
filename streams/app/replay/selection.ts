import type { LogBounds } from '../../engine/kafka/port.ts'
import type { RangeEdge } from '../records/range.ts'

/** The part of a topic that is replayed, as it was when the replay began: the same for one that is resumed. */
export interface Selection {
  /** Event times, epoch ms; `to` is exclusive. Null: not bounded by time. */
  readonly fromMs: number | null
  readonly toMs: number | null
  /** Offsets of each partition, `end` exclusive. */
  readonly partitions: readonly { readonly partition: number; readonly start: number; readonly end: number }[]
}

/** @param bounds of every partition of the topic, now. */
export function selectionOf(from: RangeEdge, to: RangeEdge | null, bounds: readonly LogBounds[]): Selection {
  return {
    fromMs: from.kind === 'time' ? from.atMs : null,
    toMs: to?.kind === 'time' ? to.atMs : null,
    partitions: bounds.map((bound) => ({
      partition: bound.partition,
      start: Math.max(bound.start, offsetOf(from, bound, bound.start)),
      end: Math.min(bound.end, to === null ? bound.end : offsetOf(to, bound, bound.end)),
    })),
  }
}

function offsetOf(edge: RangeEdge, { start, end }: LogBounds, byTime: number): number {
  switch (edge.kind) {
    case 'earliest':
      return start
    case 'latest':
      return end
    case 'offset':
      return edge.offset
    case 'last':
      return end - edge.count
    case 'time':
      return byTime
  }
}

/** Whether a record is within. */
export function isSelected(
  { fromMs, toMs, partitions }: Selection,
  at: { readonly partition: number; readonly offset: number; readonly timestamp: number },
): boolean {
  const bounds = partitions[at.partition]
  if (bounds === undefined || at.offset < bounds.start || at.offset >= bounds.end) return false
  return at.timestamp >= (fromMs ?? -Infinity) && at.timestamp < (toMs ?? Infinity)
}

/** Where reading ends, by `topic/partition`. */
export const endsOf = ({ partitions }: Selection, topic: string): Readonly<Record<string, number>> =>
  Object.fromEntries(partitions.map(({ partition, end }) => [`${topic}/${partition}`, end]))
