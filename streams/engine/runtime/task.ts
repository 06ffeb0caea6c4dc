import type { OutgoingRecord } from '../serde/log-record.ts'
import type { NextOffset, TransactionalWriter } from '../kafka/transactions.ts'

/**
 * One owner of some input partitions: its outputs, state and input offsets are committed together. Outputs are sent into
 * the open transaction as soon as its producer is free, so that a reader who may read ahead sees them after one round trip.
 * Reading goes on meanwhile: whatever has gathered by then is sent at once.
 *
 * Outputs that nobody waits for gather until the transaction is ended, and are then sent together.
 *
 * A transaction is ended after a while. With a second writer, outputs go on into its transaction while the first one
 * is being committed. Transactions are committed in the order in which they were begun: none before its predecessor is.
 */
export interface Task {
  /** The offset that is to be processed next; records before it have been processed and come again only by redelivery. */
  next(topic: string, partition: number): number
  /**
   * Takes outputs, to be sent in order, and notes that the input before `position.next` has been processed. Resolves at once,
   * or, while much waits to be sent, as soon as there is room.
   * @throws {TaskAbandoned} when the task has been given up; else what made an earlier write fail.
   */
  write(outputs: readonly OutgoingRecord[], position: NextOffset): Promise<void>
  /** Sends and commits all that was taken. @throws as `write`. */
  settle(): Promise<void>
  /** The offset after the last record that was written to a partition; null when none was, or Kafka did not say. */
  end(topic: string, partition: number): number | null
  /** Sends and commits all that was taken and gives the transactional ids up. @throws when that failed. */
  close(): Promise<void>
  /** Gives everything up without a word to the broker: the next owner aborts what is open. */
  abandon(): Promise<void>
}

/** Of a task that nobody waits for: its outputs wait for the commit. */
const COMMIT_MS = 100
/**
 * What somebody waits for is read ahead of its commit, which therefore may wait: it costs as much for one record as for all of a
 * second. A death makes the next owner do as much again.
 */
const COMMIT_AWAITED_MS = 1_000
/** Records that may wait to be sent, of each task. */
const MAX_WAITING = 2_000

/** What was under way when a task was given up: its new owner does it again. No fault of anybody. */
export class TaskAbandoned extends Error {
  override readonly name = 'TaskAbandoned'
}

interface Write {
  readonly outputs: readonly OutgoingRecord[]
  readonly position: NextOffset
}

const nameOf = ({ topic, partition }: Pick<NextOffset, 'topic' | 'partition'>) => `${topic}/${partition}`

export interface TaskOptions {
  /** Whether somebody reads ahead of the commit; if not, outputs gather until it is due. */
  readonly isAwaited: boolean
  /** Where state is kept: of what waits for one key, only the newest is sent. */
  readonly changelog: string | null
}

/**
 * @param writers take turns, one transaction each; all of them have fenced earlier owners.
 * @param committed offsets that the group had committed when the writers took over; a partition without one begins at 0.
 * @param onFailure told once when something fails in the background; the task must then be thrown away.
 */
export function createTask(
  writers: readonly TransactionalWriter[],
  committed: readonly NextOffset[],
  onFailure: (error: unknown) => void,
  { isAwaited, changelog }: TaskOptions = { isAwaited: true, changelog: null },
): Task {
  const next = new Map(committed.map((offset) => [nameOf(offset), offset.next]))
  /** Inputs whose outputs are in the open transaction. */
  let sent = new Map<string, NextOffset>()
  let waiting: Write[] = []
  let waitingRecords = 0
  let roomFor: (() => void)[] = []
  let turn = 0
  let commitIsDue = false
  let timer: NodeJS.Timeout | null = null
  let sending: Promise<void> | null = null
  let committing: Promise<void> | null = null
  let failure: { readonly error: unknown } | null = null
  let abandoned = false

  const isOver = () => abandoned || failure !== null
  const throwIfOver = () => {
    if (abandoned) throw new TaskAbandoned('The task was given up meanwhile.', { cause: failure?.error })
    if (failure !== null) throw failure.error
  }
  const fail = (error: unknown) => {
    const isNews = !isOver()
    failure ??= { error }
    makeRoom()
    if (isNews) onFailure(error)
  }
  const makeRoom = () => {
    const told = roomFor
    roomFor = []
    for (const tell of told) tell()
  }
  const stopTimer = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }
  const canCommit = () => commitIsDue && committing === null && sent.size > 0
  const isTime = () => isAwaited || commitIsDue || waitingRecords > MAX_WAITING
  /** One writer cannot take anything while it commits. */
  const canSend = () => waiting.length > 0 && isTime() && (committing === null || writers.length > 1)

  const commit = () => {
    const offsets = [...sent.values()]
    sent = new Map()
    commitIsDue = false
    if (waiting.length > 0) commitSoon()
    const writer = writers[turn % writers.length]
    turn += 1
    committing = (writer?.commit(offsets) ?? Promise.resolve()).catch(fail).finally(() => {
      committing = null
      goOn()
    })
  }
  const send = async (): Promise<void> => {
    const taken = waiting
    waiting = []
    waitingRecords = 0
    makeRoom()
    await writers[turn % writers.length]?.send(newestState(taken.flatMap(({ outputs }) => outputs)))
    for (const { position } of taken) sent.set(nameOf(position), position)
  }
  const newestState = (outputs: readonly OutgoingRecord[]) =>
    changelog === null ? outputs : compacted(outputs, changelog)
  const commitSoon = () => {
    timer ??= setTimeout(
      () => {
        timer = null
        commitIsDue = true
        goOn()
      },
      isAwaited ? COMMIT_AWAITED_MS : COMMIT_MS,
    )
  }
  const goOn = () => {
    if (sending !== null || isOver()) return
    if (canCommit()) commit()
    if (!canSend()) return
    sending = send()
      .catch(fail)
      .finally(() => {
        sending = null
        goOn()
      })
  }

  const settle = async (): Promise<void> => {
    while (waiting.length > 0 || sent.size > 0 || sending !== null || committing !== null) {
      throwIfOver()
      commitIsDue = true
      goOn()
      await (sending ?? committing)
    }
    throwIfOver()
  }

  return {
    next: (topic, partition) => next.get(nameOf({ topic, partition })) ?? 0,
    async write(outputs, position) {
      throwIfOver()
      next.set(nameOf(position), position.next)
      waiting.push({ outputs, position })
      waitingRecords += outputs.length
      commitSoon()
      goOn()
      while (waitingRecords > MAX_WAITING) {
        await new Promise<void>((resolve) => roomFor.push(resolve))
        throwIfOver()
      }
    },
    settle,
    end(topic, partition) {
      const ends = writers.flatMap((writer) => writer.end(topic, partition) ?? [])
      return ends.length === 0 ? null : Math.max(...ends)
    },
    async close() {
      stopTimer()
      try {
        await settle()
      } finally {
        stopTimer()
        await discardAll(writers)
      }
    },
    async abandon() {
      abandoned = true
      stopTimer()
      makeRoom()
      await discardAll(writers)
    },
  }
}

/** Leaves out what a later record of the same key replaces in one topic; the order of the others stays. */
export function compacted(records: readonly OutgoingRecord[], topic: string): readonly OutgoingRecord[] {
  const newest = new Map<string, OutgoingRecord>()
  const name = ({ partition, key }: OutgoingRecord) => `${partition}/${key?.toString('base64') ?? ''}`
  for (const record of records) if (record.topic === topic) newest.set(name(record), record)
  return records.filter((record) => record.topic !== topic || newest.get(name(record)) === record)
}

async function discardAll(writers: readonly TransactionalWriter[]): Promise<void> {
  await Promise.all(writers.map((writer) => writer.discard()))
}
