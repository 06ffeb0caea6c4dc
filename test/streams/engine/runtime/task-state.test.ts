import { describe, expect, it } from 'vitest'
import { initialTaskState, isIdle, transition } from '../../../../streams/engine/runtime/task-state.ts'
import type { TaskEffect, TaskEvent, TaskPolicy, TaskState } from '../../../../streams/engine/runtime/task-state.ts'

const written = (records = 1): TaskEvent => ({ type: 'written', records })
const [sent, committed, elapsed, requested, failed, abandoned, closed] = (
  ['sent', 'committed', 'timer-elapsed', 'commit-requested', 'failed', 'abandoned', 'closed'] as const
).map((type): TaskEvent => ({ type }))

const short = (effect: TaskEffect): string => ('producer' in effect ? `${effect.type} ${effect.producer}` : effect.type)

/** The effects of each event, and the last state. */
function run(policy: Omit<TaskPolicy, 'maxBuffered'>, ...events: readonly (TaskEvent | undefined)[]) {
  let state: TaskState = initialTaskState
  const effects = events.map((event) => {
    if (event === undefined) throw new Error('There is no such event.')
    const after = transition(state, event, { ...policy, maxBuffered: 10 })
    state = after.state
    return after.effects.map(short).join(', ')
  })
  return { effects, state }
}

const one = { latency: 'interactive', producers: 1 } as const
const two = { latency: 'interactive', producers: 2 } as const
const batch = { latency: 'batch', producers: 1 } as const

describe('the state machine of a task', () => {
  const table: readonly [string, typeof one | typeof two | typeof batch, readonly (TaskEvent | undefined)[], string[]][] = [
    ['sends at once and commits when the timer elapses', one, [written(), sent, elapsed, committed], ['start-timer, send 0', '', 'commit 0', '']],
    ['sends together what came while it sent', one, [written(), written(), written(), sent, sent], ['start-timer, send 0', '', '', 'send 0', '']],
    ['starts the timer once for a transaction', one, [written(), sent, written()], ['start-timer, send 0', '', 'send 0']],
    ['commits only what has been sent', one, [written(), elapsed, sent], ['start-timer, send 0', '', 'commit 0']],
    ['with one producer sends nothing while it commits', one, [written(), sent, elapsed, written(), committed], ['start-timer, send 0', '', 'commit 0', 'start-timer', 'send 0']],
    ['with two sends into the next transaction meanwhile', two, [written(), sent, elapsed, written(), sent], ['start-timer, send 0', '', 'commit 0', 'start-timer, send 1', '']],
    ['commits a transaction only after its predecessor', two, [written(), sent, elapsed, written(), sent, elapsed, committed, committed], ['start-timer, send 0', '', 'commit 0', 'start-timer, send 1', '', '', 'commit 1', '']],
    ['commits before it sends more, and times the next commit', two, [written(), written(), elapsed, sent], ['start-timer, send 0', '', '', 'commit 0, start-timer, send 1']],
    ['lets the producers take turns', two, [written(), sent, elapsed, committed, written(), sent, elapsed, committed, written()], ['start-timer, send 0', '', 'commit 0', '', 'start-timer, send 1', '', 'commit 1', '', 'start-timer, send 0']],
    ['for batch sends when the commit is due', batch, [written(), written(), elapsed, sent, committed], ['start-timer', '', 'send 0', 'commit 0', '']],
    ['for batch sends earlier when much is buffered', batch, [written(10), written(1), sent], ['start-timer', 'send 0', '']],
    ['commits input offsets without outputs', batch, [written(0), elapsed, sent], ['start-timer', 'send 0', 'commit 0']],
    ['commits on request', batch, [written(), requested, sent, committed], ['start-timer', 'send 0', 'commit 0', '']],
    ['reports the first failure only, and does nothing after it', two, [written(), sent, elapsed, written(), failed, failed, sent, elapsed], ['start-timer, send 0', '', 'commit 0', 'start-timer, send 1', 'stop-timer, report-failure', '', '', '']],
    ['does nothing once abandoned', one, [written(), abandoned, sent, failed, elapsed], ['start-timer, send 0', 'stop-timer', '', '', '']],
    ['does nothing once closed', one, [written(), sent, closed, elapsed], ['start-timer, send 0', '', 'stop-timer', '']],
  ] // prettier-ignore
  it.each(table)('%s', (_, policy, events, effects) => {
    expect(run(policy, ...events).effects).toStrictEqual(effects)
  })

  it('is idle once all that was taken has been committed', () => {
    const events = [written(), written(), sent, requested, sent, committed]
    const idle = events.map((_, index) => isIdle(run(two, ...events.slice(0, index + 1)).state))
    expect(idle).toStrictEqual([false, false, false, false, false, true])
  })

  it('keeps the failure of a task that is closed, not that of one that is abandoned', () => {
    expect(run(one, failed, closed).state.status).toBe('failed')
    expect(run(one, failed, abandoned).state.status).toBe('abandoned')
  })
})
