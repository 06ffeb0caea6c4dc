import { expect, it } from 'vitest'
import { around, bars, block, steps } from '../../../../streams/app/demo/pattern.ts'

it('reads a pattern, one sign per step', () => {
  expect(steps('X.xo-', 4, 0.25, 36)).toStrictEqual(
    [
      [4, 1],
      [4.5, 0.75],
      [4.75, 0.45],
      [5, 0.25],
    ].map(([at, velocity]) => ({ at, beats: 0.25, midi: 36, velocity })),
  )
})

it('plays the notes of a chord together', () => {
  expect(block([60, 64], 2, 4, 0.5)).toStrictEqual([
    { at: 2, beats: 4, midi: 60, velocity: 0.5 },
    { at: 2, beats: 4, midi: 64, velocity: 0.5 },
  ])
})

it('joins the notes of bars, and repeats a progression in both directions', () => {
  expect(bars(1, 3, (bar) => steps('X', bar * 4, 1, 60)).map(({ at }) => at)).toStrictEqual([4, 8])
  expect([-1, 0, 1, 2, 3].map((bar) => around(['a', 'b'], bar))).toStrictEqual(['b', 'a', 'b', 'a', 'b'])
})
