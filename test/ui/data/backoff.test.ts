import { expect, it } from 'vitest'
import { backoffMs } from '../../../ui/data/backoff.ts'

it('waits longer after each failure, up to a bound', () => {
  expect([1, 2, 3, 4, 5, 6, 100].map((attempt) => backoffMs(attempt, 1))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
  ])
})

it('leaves half of it to chance', () => {
  expect([0, 0.5, 1].map((chance) => backoffMs(3, chance))).toEqual([1_000, 1_500, 2_000])
})
