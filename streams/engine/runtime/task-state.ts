import type { Latency } from '../processor.ts'

/**
 * The decisions of a task (`task.ts`) as a state machine without I/O: events change the state and give effects, which the
 * task carries out in order. Sending and committing each go on at most once at a time:
 *
 * - `sender`: `idle` -> `sending` as soon as there are outputs and a producer that is not committing (for `batch` only once a
 *   commit is due, or too much is buffered) -> `idle`.
 * - `committer`: `idle` -> `committing` once a commit is due, the sender is idle, and the open transaction holds something ->
 *   `idle`. With two producers the next transaction is sent meanwhile, by the other one; it is committed after its predecessor.
 * - `status`: `active` -> `failed` at the first error, `abandoned` when another member takes the partitions over, or `closed`.
 */
export interface TaskState {
  readonly status: 'active' | 'failed' | 'abandoned' | 'closed'
  readonly sender: 'idle' | 'sending'
  readonly committer: 'idle' | 'committing'
  /** Writes and output records that were taken and not yet sent. A write without outputs still moves an input offset. */
  readonly bufferedWrites: number
  readonly bufferedRecords: number
  /** Whether the open transaction holds outputs or input offsets. */
  readonly isTransactionOpen: boolean
  readonly isTimerRunning: boolean
  readonly isCommitDue: boolean
  /** Transactions begun so far; they go to the producers by turns. */
  readonly transaction: number
}

export type TaskEvent =
  | { readonly type: 'written'; readonly records: number }
  | { readonly type: 'sent' }
  | { readonly type: 'committed' }
  | { readonly type: 'timer-elapsed' }
  /** All that was taken is to be committed without waiting for the timer. */
  | { readonly type: 'commit-requested' }
  | { readonly type: 'failed' }
  | { readonly type: 'abandoned' }
  | { readonly type: 'closed' }

export type TaskEffect =
  /** Sends all buffered outputs with this producer. */
  | { readonly type: 'send'; readonly producer: number }
  /** Commits the open transaction of this producer. */
  | { readonly type: 'commit'; readonly producer: number }
  | { readonly type: 'start-timer' }
  | { readonly type: 'stop-timer' }
  | { readonly type: 'report-failure' }

export interface TaskPolicy {
  readonly latency: Latency
  /** 1 or 2 transactional producers. */
  readonly producers: number
  /** Buffered records from which on writers wait, and `batch` outputs are sent before their commit is due. */
  readonly maxBuffered: number
}

export interface Transition {
  readonly state: TaskState
  readonly effects: readonly TaskEffect[]
}

export const initialTaskState: TaskState = {
  status: 'active',
  sender: 'idle',
  committer: 'idle',
  bufferedWrites: 0,
  bufferedRecords: 0,
  isTransactionOpen: false,
  isTimerRunning: false,
  isCommitDue: false,
  transaction: 0,
}

export function transition(before: TaskState, event: TaskEvent, policy: TaskPolicy): Transition {
  const state: Draft = { ...before } // copied once for each event: this runs for every write
  const effects: TaskEffect[] = []
  switch (event.type) {
    case 'written':
      state.bufferedWrites += 1
      state.bufferedRecords += event.records
      startTimer(state, effects)
      break
    case 'sent':
      state.sender = 'idle'
      state.isTransactionOpen = true
      break
    case 'committed':
      state.committer = 'idle'
      break
    case 'timer-elapsed':
      state.isTimerRunning = false
      state.isCommitDue = true
      break
    case 'commit-requested':
      state.isCommitDue = true
      break
    case 'failed':
      if (state.status === 'active') end(state, 'failed', effects)
      break
    case 'abandoned':
      end(state, 'abandoned', effects)
      break
    case 'closed':
      if (state.status === 'active') end(state, 'closed', effects)
  }
  if (canCommit(state)) beginCommit(state, effects, policy) // first: what is sent next belongs to the next transaction
  if (canSend(state, policy)) beginSend(state, effects, policy)
  return { state, effects }
}

/** Whether all that was taken has been committed. */
export function isIdle({ bufferedWrites, isTransactionOpen, sender, committer }: TaskState): boolean {
  return bufferedWrites === 0 && !isTransactionOpen && sender === 'idle' && committer === 'idle'
}

type Draft = { -readonly [Field in keyof TaskState]: TaskState[Field] }

function canCommit({ status, sender, committer, isCommitDue, isTransactionOpen }: TaskState): boolean {
  return status === 'active' && sender === 'idle' && committer === 'idle' && isCommitDue && isTransactionOpen
}

function beginCommit(state: Draft, effects: TaskEffect[], { producers }: TaskPolicy): void {
  effects.push({ type: 'commit', producer: state.transaction % producers })
  state.committer = 'committing'
  state.isTransactionOpen = false
  state.isCommitDue = false
  state.transaction += 1
  if (state.bufferedWrites > 0) startTimer(state, effects)
}

function canSend(state: TaskState, { latency, producers, maxBuffered }: TaskPolicy): boolean {
  const { status, sender, committer, bufferedWrites, bufferedRecords, isCommitDue } = state
  const isTime = latency === 'interactive' || isCommitDue || bufferedRecords > maxBuffered
  const hasProducer = committer === 'idle' || producers > 1
  return status === 'active' && sender === 'idle' && bufferedWrites > 0 && isTime && hasProducer
}

function beginSend(state: Draft, effects: TaskEffect[], { producers }: TaskPolicy): void {
  effects.push({ type: 'send', producer: state.transaction % producers })
  state.sender = 'sending'
  state.bufferedWrites = 0
  state.bufferedRecords = 0
}

/** Everything that was taken is committed when the timer elapses, at the latest. */
function startTimer(state: Draft, effects: TaskEffect[]): void {
  if (state.isTimerRunning) return
  state.isTimerRunning = true
  effects.push({ type: 'start-timer' })
}

function end(state: Draft, status: TaskState['status'], effects: TaskEffect[]): void {
  state.status = status
  state.isTimerRunning = false
  effects.push({ type: 'stop-timer' })
  if (status === 'failed') effects.push({ type: 'report-failure' })
}
