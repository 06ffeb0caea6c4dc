import { expect, it } from 'vitest'
import { gathering } from '../../../../streams/engine/kafka/linger.ts'

it('lets a quarter of a second of records gather between two fetches, unless many are there already', () => {
  let now = 0
  const gather = gathering(() => now)
  const seen: [what: string, ms: number][] = []

  const first = gather(0)
  now = 10
  seen.push(['the first has been done with soon', first()])
  now = 260
  const slow = gather(3)
  now = 600
  seen.push(['one took longer than that', slow()])
  now = 1_000
  const [even, behind] = [gather(0), gather(101)]
  seen.push(['another partition is far behind', even()], ['it is far behind itself', behind()])
  now = 1_250
  const caughtUp = gather(100)
  seen.push(['it has nearly caught up', caughtUp()])

  expect(seen).toStrictEqual([
    ['the first has been done with soon', 240],
    ['one took longer than that', 0],
    ['another partition is far behind', 0],
    ['it is far behind itself', 0],
    ['it has nearly caught up', 250],
  ])
})
