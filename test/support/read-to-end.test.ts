import { expect, it } from 'vitest'
import { leftToRead } from './read-to-end.ts'

const batch = (partition: number, firstOffset: string | null, lastOffset: string) => ({
  ...{ topic: 'plays', partition, firstOffset, lastOffset },
})

it('a partition is read once its last record or marker is, not when a fetch before an open transaction gives nothing', () => {
  const left = leftToRead([
    { topic: 'plays', partition: 0, end: 10 },
    { topic: 'plays', partition: 1, end: 3 },
  ])
  expect([
    left(),
    left(batch(1, '0', '2')),
    left(batch(0, '0', '4')),
    left(batch(0, null, '9')),
    left(batch(0, '5', '9')),
  ]).toStrictEqual([['plays/0', 'plays/1'], ['plays/0'], ['plays/0'], ['plays/0'], []])
})

it('of nothing nothing is left', () => {
  expect(leftToRead([])()).toStrictEqual([])
})
