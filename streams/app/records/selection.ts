import type { LogBounds } from '../../engine/kafka/port.ts'
import type { RangeEdge } from './range.ts'

/** The part of a topic that is read, as it was when reading began: the same for what is resumed. */
export interface Selection {
  /** Event times, epoch ms; `to` is exclusive. Null: not bounded by time. */
  readonly fromMs: number | null
  readonly toMs: number | null
  /** Offsets of each partition, `end` exclusive. */
  readonly partitions: readonly { readonly partition: number; readonly start: number; readonly end: number }[]
}

/** @param bounds of every partition of the topic between the edges, as `rangeBounds` gives them. */
export const selectionOf = (from: RangeEdge, to: RangeEdge | null, bounds: readonly LogBounds[]): Selection => ({
  fromMs: from.kind === 'time' ? from.atMs : null,
  toMs: to?.kind === 'time' ? to.atMs : null,
  partitions: bounds.map(({ partition, start, end }) => ({ partition, start, end })),
})

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
