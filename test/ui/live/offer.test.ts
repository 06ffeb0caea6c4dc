import { expect, test } from 'vitest'
import { committedIn, nextWords, offerOf } from '../../../ui/live/offer.ts'
import { recommendationOf } from '../support/builders.ts'

const list = recommendationOf('r1', ['a', 'b', 'c'])

test('what is not wanted is left out, and nothing else changes', () => {
  expect(offerOf(list, (id) => id === 'b')?.items.map(({ trackId }) => trackId)).toEqual(['a', 'c'])
  expect(offerOf(null, () => false)).toBe(null)
})

test('the first row is kept in the last 20 seconds before it plays, and only when it is what plays next', () => {
  const near = { paused: false, positionMs: 185_000, durationMs: 200_000, leadsToLive: true, suggestions: list.items }
  expect(committedIn(near)).toBe('a')
  expect(committedIn({ ...near, durationMs: 15_000, positionMs: 0 })).toBe('a')
  for (const other of [
    { positionMs: 179_000 },
    { paused: true },
    { leadsToLive: false },
    { durationMs: 0 },
    { suggestions: [] },
  ])
    expect(committedIn({ ...near, ...other })).toBe(null)
})

test('after an act it is said what comes next, and why', () => {
  expect(nextWords('Teardrop', 'Because you liked So What')).toBe('Next: Teardrop; because you liked So What')
  expect(nextWords('Teardrop', '')).toBe('Next: Teardrop')
})
