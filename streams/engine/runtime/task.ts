import type { OutgoingRecord } from '../serde/log-record.ts'
import type { NextOffset, TransactionalWriter } from '../kafka/port.ts'
import type { Latency } from '../processor.ts'
import { noMetrics } from './metrics.ts'
import type { ProcessorMetrics } from './metrics.ts'
import { initialTaskState, isIdle, transition } from './task-state.ts'
import type { TaskEffect, TaskEvent, TaskPolicy } from './task-state.ts'

/**
 * One owner of some input partitions: its outputs, state and input offsets are committed together, in transactions. Outputs
 * are sent into the open transaction as soon as its producer is free, so that readers of uncommitted records see them after
 * one round trip; with latency `batch` they are sent together when the commit is due. Processing goes on meanwhile.
 *
 * With a second producer, outputs go into the next transaction while the first one is committed. Transactions are committed
 * in the order in which they were begun. `task-state.ts` decides; this file does the I/O.
 */
export interface Task {
  /** Offset of the next record to process: earlier ones have been processed, and come again only by redelivery. */
  next(topic: string, partition: number): number
  /** The same of all partitions of which anything has been processed, here or before. */
  positions(): readonly InputPosition[]
  /**
   * Takes outputs, to be sent in order, and the input offset that is committed with them. Resolves at once, or, while too
   * many records are buffered, once they have been sent.
   * @throws {TaskAbandoned} when another member owns the partitions; else the error of an earlier send or commit.
   */
  write(outputs: readonly OutgoingRecord[], position: InputPosition): Promise<void>
  /** Sends and commits all that was taken. @throws as `write`. */
  commitAll(): Promise<void>
  /** The offset after the last record written to a partition; null when none was written, or Kafka did not report it. */
  end(topic: string, partition: number): number | null
  /** Commits all that was taken, then disconnects the producers. @throws as `write`. */
  close(): Promise<void>
  /** Disconnects the producers. The next owner aborts what is open when it initialises the same transactional ids. */
  abandon(): Promise<void>
}

/**
 * Commit interval. Outputs of a `batch` processor wait for the commit, so it is that of Kafka Streams with exactly-once. Readers of
 * `interactive` outputs read uncommitted records, so commits may be rarer: one costs the same for one record as for all of a
 * second. A crash repeats at most the last interval.
 */
const COMMIT_MS = { batch: 100, interactive: 1_000 } as const
const MAX_BUFFERED_RECORDS = 2_000

/** The task was closed while work on its records was under way: another member, or the next process, repeats that work. */
export class TaskAbandoned extends Error {
  override readonly name = 'TaskAbandoned'
}

/** @see InputMark; the time of a record that an earlier process has read may be unknown. */
export interface InputPosition extends NextOffset {
  readonly timestamp?: number
}

interface Write {
  readonly outputs: readonly OutgoingRecord[]
  readonly position: InputPosition
}

export interface TaskOptions {
  readonly latency: Latency
  /** Topics that are tables: of their buffered records of one key, only the newest is sent. */
  readonly tables: readonly string[]
  readonly metrics?: ProcessorMetrics
}

/**
 * @param producers one or two, initialised, so that earlier owners are fenced.
 * @param committed offsets that the group had committed by then; a partition without one begins at 0.
 * @param onFailure called once, with the first error of a send or commit; the task must then be discarded.
 */
export function createTask(
  producers: readonly TransactionalWriter[],
  committed: readonly InputPosition[],
  onFailure: (error: unknown) => void,
  { latency, tables, metrics = noMetrics }: TaskOptions = { latency: 'interactive', tables: [] },
): Task {
  const policy = { latency, producers: producers.length, maxBuffered: MAX_BUFFERED_RECORDS }
  const positions = new Map(committed.map((offset) => [nameOf(offset), offset]))
  const io = transactionalIo(producers, new Set(tables), metrics)
  let [failure, timer]: [unknown, NodeJS.Timeout?] = [undefined]

  const perform = (effect: TaskEffect): void => {
    switch (effect.type) {
      case 'send':
      case 'commit':
        complete(io[effect.type](effect.producer), DONE[effect.type])
        break
      case 'start-timer':
        timer = setTimeout(() => machine.dispatch({ type: 'timer-elapsed' }), COMMIT_MS[latency])
        break
      case 'stop-timer':
        clearTimeout(timer)
        break
      case 'report-failure':
        onFailure(failure)
    }
  }
  const machine = stateMachine(policy, perform)
  const complete = (io: Promise<void>, event: TaskEvent): void => {
    io.then(
      () => machine.dispatchAndWake(event),
      (error: unknown) => {
        failure ??= error
        machine.dispatchAndWake({ type: 'failed' })
      },
    )
  }
  const throwUnlessActive = () => {
    const { status } = machine.state()
    if (status === 'failed') throw failure
    if (status !== 'active') throw new TaskAbandoned(`The task is ${status}.`, { cause: failure })
  }
  const commitAll = async (): Promise<void> => {
    while (!isIdle(machine.state())) {
      throwUnlessActive()
      machine.dispatch({ type: 'commit-requested' })
      await machine.change()
    }
    throwUnlessActive()
  }

  return {
    next: (topic, partition) => positions.get(nameOf({ topic, partition }))?.next ?? 0,
    positions: () => [...positions.values()],
    async write(outputs, position) {
      throwUnlessActive()
      positions.set(nameOf(position), position)
      io.take({ outputs, position })
      machine.dispatch({ type: 'written', records: outputs.length })
      while (machine.state().bufferedRecords > MAX_BUFFERED_RECORDS) {
        await machine.change()
        throwUnlessActive()
      }
    },
    commitAll,
    end: io.end,
    async close() {
      try {
        await commitAll()
      } finally {
        machine.dispatchAndWake({ type: 'closed' })
        await io.disconnect()
      }
    },
    async abandon() {
      machine.dispatchAndWake({ type: 'abandoned' })
      await io.disconnect()
    },
  }
}
/** Holds the state, and gives effects to `perform` in order. */
function stateMachine(policy: TaskPolicy, perform: (effect: TaskEffect) => void) {
  const waiting: (() => void)[] = []
  let state = initialTaskState
  const dispatch = (event: TaskEvent): void => {
    const { state: after, effects } = transition(state, event, policy)
    state = after
    for (const effect of effects) perform(effect)
  }
  return {
    state: () => state,
    dispatch,
    /** For events that end a wait: I/O is over, or the task has ended. */
    dispatchAndWake(event: TaskEvent): void {
      dispatch(event)
      if (waiting.length > 0) for (const resolve of waiting.splice(0)) resolve()
    },
    /** Resolves with the next such event. */
    change: () => new Promise<void>((resolve) => waiting.push(resolve)),
  }
}

const DONE = { send: { type: 'sent' }, commit: { type: 'committed' } } as const

/** Carries out sends and commits: holds what is to be sent next, and the input offsets of the open transaction. */
function transactionalIo(
  producers: readonly TransactionalWriter[],
  tables: ReadonlySet<string>,
  metrics: ProcessorMetrics,
) {
  let writes: Write[] = []
  let offsets = new Map<string, NextOffset>()
  return {
    take(write: Write): void {
      writes.push(write)
    },
    async send(producer: number): Promise<void> {
      const taken = writes
      writes = []
      const outputs = taken.flatMap((write) => write.outputs)
      const records = tables.size === 0 ? outputs : compacted(outputs, tables)
      await producers[producer]?.send(records)
      metrics.recordsOut(records.length)
      for (const { position } of taken) offsets.set(nameOf(position), position)
    },
    async commit(producer: number): Promise<void> {
      const taken = [...offsets.values()]
      offsets = new Map()
      const begunAt = performance.now()
      await producers[producer]?.commit(taken)
      metrics.commit(performance.now() - begunAt)
    },
    end(topic: string, partition: number): number | null {
      const ends = producers.flatMap((producer) => producer.end(topic, partition) ?? [])
      return ends.length === 0 ? null : Math.max(...ends)
    },
    disconnect: () => Promise.all(producers.map((producer) => producer.discard())),
  }
}

const nameOf = ({ topic, partition }: Pick<NextOffset, 'topic' | 'partition'>) => `${topic}/${partition}`

/** Leaves out records of tables that a later record of the same key replaces; the order of the others stays. */
export function compacted(records: readonly OutgoingRecord[], tables: ReadonlySet<string>): readonly OutgoingRecord[] {
  const newest = new Map<string, OutgoingRecord>()
  const name = ({ topic, partition, key }: OutgoingRecord) => `${topic}/${partition}/${key?.toString('base64') ?? ''}`
  for (const record of records) if (tables.has(record.topic)) newest.set(name(record), record)
  return records.filter((record) => !tables.has(record.topic) || newest.get(name(record)) === record)
}
