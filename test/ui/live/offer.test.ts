import { expect, test } from 'vitest'
import { nextWords, offerOf } from '../../../ui/live/offer.ts'
import { recommendationOf } from '../support/builders.ts'

const list = recommendationOf('r1', ['a', 'b', 'c'])

test('what is not wanted is left out, and nothing else changes', () => {
  expect(offerOf(list, (id) => id === 'b')?.items.map(({ trackId }) => trackId)).toEqual(['a', 'c'])
  expect(offerOf(null, () => false)).toBe(null)
})

test('after an act it is said what comes next, and why', () => {
  expect(nextWords('Teardrop', 'Because you liked So What')).toBe('Next: Teardrop; because you liked So What')
  expect(nextWords('Teardrop', '')).toBe('Next: Teardrop')
})
