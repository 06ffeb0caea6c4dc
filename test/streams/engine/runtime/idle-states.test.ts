import { describe, expect, it } from 'vitest'
import { idleStates } from '../../../../streams/engine/runtime/idle-states.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const YEAR_MS = 365 * DAY_MS
interface State {
  readonly last: number
  readonly isKept: boolean
}
const expiry = { afterMs: YEAR_MS, idleSince: ({ last, isKept }: State) => (isKept ? null : last) }
const state = (last: number, isKept = false): State => ({ last, isKept })

/** The time is believed after records of two hours. */
function confirmed(states: ReadonlyMap<string, State>, at: number) {
  const idle = idleStates(expiry, states)
  expect([idle.due(at - 2 * HOUR_MS), idle.due(at - HOUR_MS)]).toStrictEqual([null, null])
  return idle
}

describe('idle states', () => {
  it('are due after their time, the one that is idle for longest first, and those to be kept never', () => {
    const states = new Map([
      ['kept', state(0, true)],
      ['b', state(2)],
      ['a', state(1)],
      ['c', state(YEAR_MS)],
    ])
    const idle = confirmed(states, YEAR_MS)
    expect([idle.due(YEAR_MS), idle.due(YEAR_MS + 1), idle.due(YEAR_MS + 2)]).toStrictEqual([null, 'a', 'a'])
    idle.gone('a')
    expect(idle.due(YEAR_MS + 2)).toBe('b')
    idle.gone('b')
    expect(idle.due(YEAR_MS + 2)).toBeNull()
  })

  it('start over when they change, and are kept from then on when they are to be', () => {
    const idle = confirmed(new Map([['a', state(0)], ['b', state(0)]]), YEAR_MS) // prettier-ignore
    idle.changed('a', state(YEAR_MS))
    idle.changed('b', state(YEAR_MS, true))
    expect(idle.due(YEAR_MS)).toBeNull()
    idle.changed('c', state(5))
    idle.gone('a')
    expect(idle.due(YEAR_MS + 5)).toBe('c')
  })

  it('are not due by a clock that jumped, until records have gone on from there for two hours', () => {
    const idle = confirmed(new Map([['a', state(0)]]), 5 * DAY_MS)
    expect(idle.due(2 * YEAR_MS)).toBeNull()
    expect(idle.due(2 * YEAR_MS + HOUR_MS)).toBeNull()
    expect(idle.due(5 * DAY_MS)).toBeNull()
    expect([0, 1, 2].map((hours) => idle.due(2 * YEAR_MS + hours * HOUR_MS))).toStrictEqual([null, null, 'a'])
  })

  it('that a wrong clock stamped do not stand before the others for ever', () => {
    const idle = confirmed(new Map<string, State>(), YEAR_MS)
    idle.changed('future', state(100 * YEAR_MS))
    idle.changed('other', state(YEAR_MS))
    const due = Array.from({ length: 800 }, (_, day) => {
      const key = idle.due(YEAR_MS + (day / 2) * DAY_MS)
      if (key !== null) idle.gone(key)
      return key
    })
    expect(due.flatMap((key) => key ?? [])).toStrictEqual(['other', 'future'])
  })
})
