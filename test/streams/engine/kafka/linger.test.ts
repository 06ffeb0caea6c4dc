import { expect, it } from 'vitest'
import { createLinger } from '../../../../streams/engine/kafka/linger.ts'

it('spaces fetches by 250 ms, unless a partition lags', () => {
  let now = 0
  const linger = createLinger(() => now)
  const seen: [what: string, ms: number][] = []

  const first = linger.onBatch(0)
  now = 10
  seen.push(['a batch that was processed at once', first()])
  now = 260
  const slow = linger.onBatch(3)
  now = 600
  seen.push(['a batch that took longer', slow()])
  now = 1_000
  const [even, behind] = [linger.onBatch(0), linger.onBatch(101)]
  seen.push(['another partition lags', even()], ['this partition lags', behind()])
  now = 1_250
  const caughtUp = linger.onBatch(100)
  seen.push(['it has nearly caught up', caughtUp()])

  expect(seen).toStrictEqual([
    ['a batch that was processed at once', 240],
    ['a batch that took longer', 0],
    ['another partition lags', 0],
    ['this partition lags', 0],
    ['it has nearly caught up', 250],
  ])
})
