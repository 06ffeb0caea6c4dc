import { expect, it } from 'vitest'
import { barsOf } from '../../../ui/data/waveform.ts'

it('draws the loudest peak under each bar, the loudest of all in full', () => {
  expect(barsOf([10, 100, 0, 50], 2)).toEqual([1, 0.25])
})

it('draws each peak several times where there is more room than peaks', () => {
  expect(barsOf([50, 100], 4)).toEqual([0.25, 0.25, 1, 1])
})

it('draws a flat line for silence and for what was not heard yet', () => {
  expect([barsOf([], 3), barsOf([0, 0, 0], 3), barsOf([1], 0)]).toEqual([[0.06, 0.06, 0.06], [0.06, 0.06, 0.06], []])
})
