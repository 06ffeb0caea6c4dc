import { expect, it } from 'vitest'
import { fadeAt } from '../../../ui/player/sleep-timer.ts'

it('fades over the last 15 seconds before sleep', () => {
  expect([20_000, 15_000, 7_500, 0, -5].map(fadeAt)).toEqual([1, 1, 0.5, 0, 0])
})
