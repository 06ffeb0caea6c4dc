import { describe, expect, it } from 'vitest'
import {
  countInWindow,
  OPEN_WINDOWS,
  WINDOW_MS,
  withOffer,
  withOutcome,
} from '../../../processors/monitor-feedback/windows.ts'
import type { FeedbackWindow } from '../../../schemas/generated.ts'
import { ids, START } from '../../support/builders.ts'

const started = (window: FeedbackWindow) => ({ ...window, started: window.started + 1 })
const counted = (windows: readonly FeedbackWindow[], at: number) => countInWindow(windows, at, started)

describe('windows', () => {
  it('are tumbling, from their start to before their end', () => {
    const one = counted([], START + WINDOW_MS - 1)
    expect(one?.changed).toMatchObject({ windowStart: START, started: 1 })
    expect(counted(one?.windows ?? [], START)?.windows).toHaveLength(1)
    expect(counted(one?.windows ?? [], START + WINDOW_MS)?.windows.map(({ windowStart }) => windowStart)).toStrictEqual([START, START + WINDOW_MS]) // prettier-ignore
  })

  it('are open for the grace period, and then closed', () => {
    const newest = counted([], START + (OPEN_WINDOWS - 1) * WINDOW_MS)?.windows ?? []
    expect(counted(newest, START)?.windows).toHaveLength(2)
    expect(counted(newest, START - 1)).toBeNull()
    const both = counted(newest, START)?.windows ?? []
    expect(counted(both, START + OPEN_WINDOWS * WINDOW_MS)?.windows.some(({ windowStart }) => windowStart === START)).toBe(false) // prettier-ignore
  })

  it('sum gain and loss of outcomes, hits and false positives only when the track was in the list', () => {
    const empty = counted([], START)?.changed
    if (empty === undefined) throw new Error('There is a window.')
    const outcomes = [
      { rank: 1, isPositive: true, ageMs: 5 },
      { rank: 3, isPositive: false, ageMs: null },
      { rank: 0, isPositive: false, ageMs: null },
      null,
    ]
    expect(outcomes.reduce(withOutcome, empty)).toMatchObject({ judged: 3, hits: 1, misled: 1, gain: 1, loss: 0.5 })
    expect(withOffer(empty, ids('a', 'b'), null)).toMatchObject({ recommendations: 1, offered: 2, times: [] })
    expect(withOffer(empty, ids('a'), 100).times).toHaveLength(1)
  })
})
