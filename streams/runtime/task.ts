import type { OutgoingRecord } from './codec.ts'
import type { NextOffset, TransactionalWriter } from './transactions.ts'

/**
 * One owner of some input partitions: its outputs, state and input offsets are committed together. Outputs are sent into
 * the open transaction at once, so that a reader who may read ahead sees them after one round trip; the transaction is
 * committed within COMMIT_EVERY_MS.
 */
export interface Task {
  /** The offset that is to be processed next; records before it have been processed and come again only by redelivery. */
  next(topic: string, partition: number): number
  /**
   * Sends outputs and notes that the input before `position.next` has been processed.
   * @throws {TaskAbandoned} when the task is given up before that is done.
   */
  write(outputs: readonly OutgoingRecord[], position: NextOffset): Promise<void>
  /** Commits what is open. */
  settle(): Promise<void>
  /** The offset after the last record that was written to a partition; null when none was. */
  end(topic: string, partition: number): number | null
  /** Commits what is open and gives the transactional id up. */
  close(): Promise<void>
  /** Gives everything up without a word to the broker: the next owner aborts what is open. */
  abandon(): Promise<void>
}

const COMMIT_EVERY_MS = 50

/** What was under way when a task was given up: its new owner does it again. No fault of anybody. */
export class TaskAbandoned extends Error {
  override readonly name = 'TaskAbandoned'
}

/**
 * @param committed offsets that the group had committed when the writer took over; a partition without one begins at 0.
 * @param onFailure told when a commit in the background fails; the task must then be thrown away.
 */
export function createTask(
  writer: TransactionalWriter,
  committed: readonly NextOffset[],
  onFailure: (error: unknown) => void,
): Task {
  const next = new Map(committed.map((o) => [`${o.topic}/${o.partition}`, o]))
  const uncommitted = new Set<string>()
  let timer: NodeJS.Timeout | null = null
  let last: Promise<unknown> = Promise.resolve()
  let abandoned = false

  /** One use of the producer at a time: kafkajs has one open transaction. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(unlessAbandoned(work))
    last = mine.catch(() => undefined)
    return mine
  }
  const unlessAbandoned =
    <T>(work: () => Promise<T>) =>
    async (): Promise<T> => {
      try {
        if (abandoned) throw new Error('Nothing is written for a task that was given up.')
        return await work()
      } catch (error) {
        throw abandoned ? new TaskAbandoned('The task was given up meanwhile.', { cause: error }) : error
      }
    }
  const commit = async (): Promise<void> => {
    if (uncommitted.size === 0) return
    const offsets = [...uncommitted].flatMap((name) => next.get(name) ?? [])
    uncommitted.clear()
    await writer.commit(offsets)
  }
  const stopTimer = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  return {
    next: (topic, partition) => next.get(`${topic}/${partition}`)?.next ?? 0,
    write: (outputs, position) =>
      inTurn(async () => {
        await writer.send(outputs)
        const name = `${position.topic}/${position.partition}`
        next.set(name, position)
        uncommitted.add(name)
        timer ??= setTimeout(() => {
          timer = null
          inTurn(commit).catch(onFailure)
        }, COMMIT_EVERY_MS)
      }),
    settle: () => inTurn(commit),
    end: (topic, partition) => writer.end(topic, partition),
    async close() {
      stopTimer()
      try {
        await inTurn(commit)
      } finally {
        await writer.discard()
      }
    },
    async abandon() {
      abandoned = true
      stopTimer()
      await writer.discard()
    },
  }
}
