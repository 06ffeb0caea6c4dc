import { describe, expect, it } from 'vitest'
import { discount, evaluateOnline, MAX_LISTENERS } from '../../../processors/monitor-feedback/online-evaluation.ts'
import type { HeldList, PlayEvent, Recommendation } from '../../../schemas/generated.ts'
import { listenerId, playId, trackId } from '../../../schemas/generated.ts'
import { recommended, START } from '../../support/builders.ts'

/** A recommendation that answers a play, with items `t0`, `t1`, … unless it says so. */
function answer(event: PlayEvent, track: string | null, listener = 'ann'): Recommendation {
  const { value } = recommended(3, START)
  if (value === null) throw new Error('A recommendation has a value.')
  const trackOf = track === null ? null : trackId(track)
  const causedBy = {
    topic: 'plays',
    partition: 0,
    offset: 0,
    playId: playId('p'),
    trackId: trackOf,
    event,
    takenFrom: null,
    takesBack: [],
  }
  return { ...value, listenerId: listenerId(listener), causedBy }
}

const first = evaluateOnline([], answer('started', 'x'), START).lists
const outcomeOf = (lists: readonly HeldList[], event: PlayEvent, track: string | null) =>
  evaluateOnline(lists, answer(event, track), START + 1_000).outcome

describe('online evaluation', () => {
  it('has no outcome without a previous list', () => {
    expect(evaluateOnline([], answer('started', 't0'), START).outcome).toBeNull()
  })

  it('ranks a started track in the list before, and tells the age of that list', () => {
    expect(outcomeOf(first, 'started', 't1')).toStrictEqual({ rank: 2, isPositive: true, ageMs: 1_000 })
    expect(outcomeOf(first, 'started', 'elsewhere')).toStrictEqual({ rank: 0, isPositive: true, ageMs: 1_000 })
  })

  it('tells no age of a list from before a long absence, or from a clock that was ahead or behind', () => {
    const ageAfter = (ms: number) => evaluateOnline(first, answer('started', 't1'), START + ms).outcome?.ageMs
    const DAY_MS = 86_400_000
    expect([2 * DAY_MS, 2 * DAY_MS + 1, 30 * DAY_MS, -1, -30 * DAY_MS].map(ageAfter)).toStrictEqual([
      2 * DAY_MS,
      ...[null, null, null, null],
    ])
  })

  it('looks the playing track up as of its start, since later lists exclude it', () => {
    const started = evaluateOnline(first, answer('started', 't2'), START).lists
    const without = started.map((list) => ({ ...list, items: [] }))
    expect(outcomeOf(without, 'skipped', 't2')).toStrictEqual({ rank: 3, isPositive: false, ageMs: null })
    expect(outcomeOf(without, 'finished', 't2')).toStrictEqual({ rank: 3, isPositive: true, ageMs: null })
  })

  it('takes no outcome from other events, or from a play without a track', () => {
    expect(outcomeOf(first, 'wished', 't1')).toBeNull()
    expect(outcomeOf(first, 'disliked', 't1')).toBeNull()
    expect(outcomeOf(first, 'started', null)).toBeNull()
  })

  it('keeps listeners apart, and evicts the least recently active one', () => {
    let lists = first
    for (let n = 0; n < MAX_LISTENERS; n += 1)
      lists = evaluateOnline(lists, answer('started', 'x', `u${n}`), START).lists
    expect(lists).toHaveLength(MAX_LISTENERS)
    expect(lists.some((list) => list.listenerId === listenerId('ann'))).toBe(false)
  })

  it('discounts ranks as nDCG does', () => {
    expect([0, 1, 3].map(discount)).toStrictEqual([0, 1, 0.5])
  })
})
