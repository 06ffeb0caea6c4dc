import { expect, it } from 'vitest'
import { lineAt } from '../../../ui/data/lyrics.ts'

it('knows which line is sung', () => {
  const lines = [
    { timeMs: 1_000, text: 'one' },
    { timeMs: 2_500, text: 'two' },
  ]
  expect([0, 1_000, 2_499, 9_000].map((ms) => lineAt(lines, ms))).toEqual([-1, 0, 0, 1])
  expect(lineAt([{ timeMs: null, text: 'plain' }], 5_000)).toBe(-1)
})
