import { expect, it } from 'vitest'
import { MAX_RANK, offeredRanks } from '../../../../processors/websocket-bridge/insights/offered-ranks.ts'
import { listenerId, recommendationId, trackId } from '../../../../schemas/generated.ts'
import { HOUR_MS, recommendationOf, START } from '../../../support/builders.ts'

const list = (listener: string, name: string, takenFrom: string | null = null, items = 2) =>
  recommendationOf(items, {
    listenerId: listenerId(listener),
    recommendationId: recommendationId(name),
    causedBy: {
      ...recommendationOf(0).causedBy,
      trackId: trackId('t1'),
      event: 'skipped',
      takenFrom: takenFrom === null ? null : recommendationId(takenFrom),
      takesBack: [],
    },
  })

it('counts an outcome once, in the hour in which its list was made', () => {
  const ranks = offeredRanks()
  ranks.apply(list('ann', 'a'), START)
  const taken = [
    ranks.apply(list('ann', 'b', 'a'), START + HOUR_MS),
    ranks.apply(list('ann', 'b', 'a'), START + HOUR_MS),
  ]
  ranks.apply(list('ann', 'c', 'a'), START + HOUR_MS)
  ranks.apply(list('bob', 'd', 'a'), START + HOUR_MS) // of another listener
  expect(taken).toStrictEqual([true, false])
  expect(ranks.between(START, START + HOUR_MS)).toStrictEqual([
    { rank: 1, explored: false, offered: 1, started: 0, finished: 0, skipped: 0 },
    { rank: 2, explored: false, offered: 1, started: 0, finished: 0, skipped: 1 },
  ])
  expect(ranks.between(START + HOUR_MS, START + 2 * HOUR_MS).map(({ skipped }) => skipped)).toStrictEqual([0, 0])
})

it('counts no outcome that its listener took back, or that is of a session that does not count', () => {
  const ranks = offeredRanks()
  const skips = () => ranks.between(START, START + HOUR_MS).reduce((sum, { skipped }) => sum + skipped, 0)
  const caused = (name: string, from: string | null, offset: number, takesBack: readonly number[]) => {
    const made = list('ann', name, from)
    ranks.apply({ ...made, causedBy: { ...made.causedBy, offset, takesBack } }, START)
    return skips()
  }
  const [made, counted, undone] = [caused('a', null, 0, []), caused('b', 'a', 1, []), caused('c', null, 2, [1])]
  expect([made, counted, undone]).toStrictEqual([0, 1, 0])
  const again = [caused('d', null, 3, [1]), caused('e', 'a', 4, [4]), caused('f', 'a', 5, [])]
  expect(again).toStrictEqual([0, 0, 1])
})

it('holds the lists of a bounded number of listeners, of the last one longest, and no endless list', () => {
  const ranks = offeredRanks(2)
  ranks.apply(list('ann', 'a'), START)
  ranks.apply(list('bob', 'b'), START)
  ranks.apply(list('eve', 'c', null, 2_000), START)
  ranks.apply(list('ann', 'd', 'a'), START)
  ranks.apply(list('eve', 'e', 'c'), START)
  const counted = ranks.between(START, START + HOUR_MS)
  expect(counted.length).toBe(MAX_RANK)
  expect(counted.reduce((sum, { skipped }) => sum + skipped, 0)).toBe(1)
})
