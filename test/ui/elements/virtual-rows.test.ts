import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visibleRange } from '../../../ui/elements/window-of-rows.ts'

test('the rows that are seen are in the page, and not many more', () => {
  fc.assert(
    fc.property(fc.integer({ min: -300_000, max: 2_000 }), fc.nat(2_000), fc.nat(5_000), (top, height, count) => {
      const { from, to } = visibleRange(top, height, 56, count)
      expect(from).toBeGreaterThanOrEqual(0)
      expect(to).toBeLessThanOrEqual(count)
      expect(to - from).toBeLessThanOrEqual(height / 56 + 14)
      for (let row = 0; row < count; row += 97) {
        const isSeen = top + row * 56 < height && top + (row + 1) * 56 > 0
        if (isSeen) expect(row >= from && row < to).toBe(true)
      }
    }),
    { seed: 15, numRuns: 500 },
  )
})
