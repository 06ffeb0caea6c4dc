import type { KafkaAdmin, KafkaPort, LogBounds, NextOffset, Start, TopicPartition } from '../kafka/port.ts'
import type { LogRecord } from '../serde/log-record.ts'
import { decidePosition } from './input-positions.ts'
import type { DecidedPosition, InputMark, InputMarks, MarkedRecord } from './input-positions.ts'

export interface InputCheck {
  readonly kafka: Pick<KafkaPort, 'read'>
  readonly admin: Pick<KafkaAdmin, 'logBounds'>
  readonly signal: AbortSignal
  readonly nowMs: () => number
}

export type CheckedPosition = TopicPartition & DecidedPosition

/**
 * Compares committed offsets and the marks of the state with the logs of the inputs.
 * @param isMine which partitions are the task's.
 * @returns the position of each of them.
 */
export async function checkInputs(
  check: InputCheck,
  topics: readonly string[],
  isMine: (partition: number) => boolean,
  committed: readonly NextOffset[],
  marks: InputMarks,
): Promise<readonly CheckedPosition[]> {
  const bounds = (await check.admin.logBounds(topics)).filter(({ partition }) => isMine(partition))
  return Promise.all(
    bounds.map(async (log) => {
      const { topic, partition } = log
      const mark = marks.of(log)
      const marked = mark === null ? null : await lookUp(check, log, mark)
      const offset = committed.find((each) => each.topic === topic && each.partition === partition)?.next ?? null
      return { topic, partition, ...decidePosition(log, offset, marked) }
    }),
  )
}

async function lookUp(check: InputCheck, log: LogBounds, mark: InputMark): Promise<MarkedRecord> {
  if (mark.next <= log.start) return { mark, isThere: true, younger: log.start } // deleted since
  if (mark.next <= log.end) {
    const first = await firstFrom(check, log, { next: mark.next - 1 })
    // A record that compaction has removed speaks against nothing.
    const isThere = first === null || first.offset !== mark.next - 1 || first.timestamp === mark.timestamp
    if (isThere) return { mark, isThere, younger: mark.next }
  }
  // A mark of the future would make all that comes older than it: a clock was wrong, and all is read.
  if (mark.timestamp > check.nowMs()) return { mark, isThere: false, younger: log.start }
  const younger = await firstFrom(check, log, mark.timestamp + 1)
  return { mark, isThere: false, younger: younger?.offset ?? log.end }
}

/** @returns null when there is none. */
async function firstFrom(
  { kafka, signal }: InputCheck,
  { topic, partition }: TopicPartition,
  from: Start,
): Promise<LogRecord | null> {
  const found: LogRecord[] = []
  const enough = new AbortController()
  await kafka.read({
    partitions: [{ topic, partition }],
    from,
    isolation: 'committed',
    signal: AbortSignal.any([signal, enough.signal]),
    onRecords(_, records) {
      found.push(...records.slice(0, 1))
      enough.abort()
    },
    onCaughtUp: () => enough.abort(),
  })
  signal.throwIfAborted()
  return found[0] ?? null
}
