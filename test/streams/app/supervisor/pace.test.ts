import { expect, it } from 'vitest'
import { pace } from '../../../../streams/app/supervisor/pace.ts'

function notes(...seen: readonly (readonly [seconds: number, done: number, total: number])[]) {
  let nowMs = 0
  const measured = pace(() => nowMs)
  return seen.map(([seconds, done, total]) => {
    nowMs = seconds * 1_000
    return measured.note(done, total)
  })
}

it('tells rate and time left once there is something to go by', () => {
  expect(notes([0, 0, 100], [0.5, 5, 100], [2, 20, 100], [3, 100, 100])).toStrictEqual([
    '',
    '',
    '10/s, 8 s left',
    '33/s',
  ])
})

it('goes by the last half minute', () => {
  expect(notes([0, 0, 1_000], [30, 300, 1_000], [60, 330, 1_000]).at(-1)).toBe('1.0/s, 11 min left')
})

it('says nothing when nothing moves, and hours when it takes hours', () => {
  expect(notes([0, 5, 10], [10, 5, 10], [20, 6, 10_000])).toStrictEqual(['', '', '0.1/s, 55.5 h left'])
})
