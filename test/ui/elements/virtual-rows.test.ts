import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placed, visibleRange } from '../../../ui/elements/virtual-rows.ts'

test('the rows that are seen are in the page, and not many more', () => {
  fc.assert(
    fc.property(fc.integer({ min: -300_000, max: 2_000 }), fc.nat(2_000), fc.nat(5_000), (top, height, count) => {
      const { from, to } = visibleRange(top, height, 56, count)
      expect(from).toBeGreaterThanOrEqual(0)
      expect(to).toBeLessThanOrEqual(count)
      expect(to - from).toBeLessThanOrEqual(height / 56 + 10)
      for (let row = 0; row < count; row += 97) {
        const isSeen = top + row * 56 < height && top + (row + 1) * 56 > 0
        if (isSeen) expect(row >= from && row < to).toBe(true)
      }
    }),
    { seed: 15, numRuns: 500 },
  )
})

test('rows that stay keep their elements and their order, and the others take those that are left', () => {
  const range = fc
    .tuple(fc.nat(60), fc.nat(30))
    .map(([from, count]) => Array.from({ length: count }, (_, at) => from + at))
  fc.assert(
    fc.property(fc.array(range, { minLength: 2 }), (ranges) => {
      ranges.reduce(
        (before, indexes) => {
          const after = placed(before, indexes)
          expect(after.map(({ index }) => index).sort((a, b) => a - b)).toEqual(indexes)
          const slots = after.map(({ slot }) => slot)
          expect(new Set(slots).size).toBe(slots.length)
          const stayed = before.filter(({ index }) => indexes.includes(index))
          expect(after.filter(({ index }) => stayed.some((row) => row.index === index))).toEqual(stayed)
          const made = slots.filter((slot) => before.every((row) => row.slot !== slot))
          expect(made.length).toBe(Math.max(0, indexes.length - before.length))
          return after
        },
        placed([], []),
      )
    }),
    { seed: 15, numRuns: 300 },
  )
})
