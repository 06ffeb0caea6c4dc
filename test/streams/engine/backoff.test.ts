import { expect, it } from 'vitest'
import { backoff } from '../../../streams/engine/backoff.ts'

it('doubles from 100 ms to 30 s and stays there', () => {
  expect([1, 2, 3, 9, 10, 11, 5_000].map(backoff)).toStrictEqual([100, 200, 400, 25_600, 30_000, 30_000, 30_000])
})
