import { expect, test } from 'vitest'
import { scattered } from '../../../ui/data/scattered.ts'

const rowsOf = (stretches: ReturnType<typeof scattered>) =>
  stretches.flatMap(([from, to]) => Array.from({ length: to - from }, (_, at) => from + at))

test('a list that the queue takes is there whole, each row once, in an order of its seed', () => {
  const rows = rowsOf(scattered(1_130, 5_000, 7))
  expect(rows.toSorted((a, b) => a - b)).toStrictEqual([...Array(1_130).keys()])
  expect(scattered(1_130, 5_000, 7)).toStrictEqual(scattered(1_130, 5_000, 7))
  expect(scattered(1_130, 5_000, 8)).not.toStrictEqual(scattered(1_130, 5_000, 7))
})

test('of a longer list as many rows as the queue takes come, from everywhere', () => {
  const rows = rowsOf(scattered(50_000, 5_000, 7))
  expect(new Set(rows).size).toBe(5_000)
  const tenths = new Set(rows.map((row) => Math.floor(row / 5_000)))
  expect(tenths.size).toBeGreaterThanOrEqual(7)
})

test('of nothing there is nothing', () => {
  expect(scattered(0, 5_000, 1)).toStrictEqual([])
})
