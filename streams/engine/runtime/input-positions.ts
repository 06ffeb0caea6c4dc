import type { LogBounds, NextOffset, TopicPartition } from '../kafka/port.ts'
import { CAUSED_BY } from '../serde/trace.ts'
import { headerText } from '../serde/log-record.ts'
import type { LogRecord } from '../serde/log-record.ts'

/**
 * Where the inputs of a task go on. Kafka's committed offset alone does not say: a group's offsets expire or are deleted while
 * the state stays, and after a power cut a log may end before what was committed, and be written on from there. So the state
 * itself tells what it was made from: each record of a changelog names its input (`caused-by`) and has its time.
 */

/** The last input that is in the state: the record before `next`, which has this time. */
export interface InputMark extends NextOffset {
  /** Of the input record, epoch ms: by it, a record that was written later at the same offset is told apart. */
  readonly timestamp: number
}

/** topic/partition/offset, as `lineage` writes it; the offset -1 says that nothing of the partition is in the state. */
const POSITION = /^([^/]+)\/(\d+)\/(-1|\d+)$/

/** The last mark of each input partition, in the order of the changelog: after a cut, lower offsets follow higher ones. */
export class InputMarks {
  readonly #byPartition = new Map<string, InputMark>()

  add(mark: InputMark): void {
    this.#byPartition.set(nameOf(mark), mark)
  }

  /** Of a record of a changelog; one without the header tells nothing. */
  addCauseOf({ headers, timestamp }: Pick<LogRecord, 'headers' | 'timestamp'>): void {
    const cause = POSITION.exec(headerText(headers, CAUSED_BY) ?? '')
    if (cause === null) return
    const [, topic = '', partition, offset] = cause
    this.add({ topic, partition: Number(partition), next: Number(offset) + 1, timestamp })
  }

  of(at: TopicPartition): InputMark | null {
    return this.#byPartition.get(nameOf(at)) ?? null
  }

  /** @param read what has been read since; a position of an earlier process may be without a time. */
  with(read: readonly (NextOffset & { readonly timestamp?: number })[]): readonly InputMark[] {
    const marks = new Map(this.#byPartition)
    for (const { timestamp, ...position } of read) {
      if (timestamp !== undefined) marks.set(nameOf(position), { ...position, timestamp })
    }
    return [...marks.values()]
  }
}

const nameOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`

/**
 * - `unchanged`: where the group has committed to, or from the start where there is nothing.
 * - `recorded`: the state has more than was committed.
 * - `expired`: retention has deleted what was not read.
 * - `cut`: the log is not the one that was read: it lost its end, or was recreated.
 */
export type Decision = 'unchanged' | 'recorded' | 'expired' | 'cut'

export interface DecidedPosition {
  readonly next: number
  readonly why: Decision
}

/** What the log says of the last mark. */
export interface MarkedRecord {
  readonly mark: InputMark
  /** Whether the record is in the log as it was read. */
  readonly isThere: boolean
  /** Offset of the first record that is younger than it: what was written after a cut. Only known where it is not there. */
  readonly younger: number
}

/**
 * After a cut, what is left of the old log is in the state, and what is younger than the state is not. Without state all is read
 * again: outputs are computed again, under the same ids.
 * @param committed null where the group has committed nothing.
 * @param marked null without state.
 */
export function decidePosition(
  { start, end }: Pick<LogBounds, 'start' | 'end'>,
  committed: number | null,
  marked: MarkedRecord | null,
): DecidedPosition {
  const isCut = marked === null ? (committed ?? 0) > end : !marked.isThere
  const recorded = marked === null ? start : marked.isThere ? marked.mark.next : marked.younger
  // After a cut that was noticed before, the group has committed less than was lost: that is right.
  const isLost = isCut && committed !== null && (committed > end || committed >= (marked?.mark.next ?? 0))
  const known = isLost || committed === null ? recorded : Math.max(committed, marked === null ? 0 : recorded)
  const next = Math.max(known, start)
  if (next === (committed ?? start)) return { next, why: 'unchanged' }
  if (isCut) return { next, why: 'cut' }
  return { next, why: next > known ? 'expired' : 'recorded' }
}
