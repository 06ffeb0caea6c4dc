import { describe, expect, it } from 'vitest'
import { MAX_OFFERED_LISTS, takenFrom, withOffered } from '../../../processors/recommend/offered.ts'
import type { OfferedList, Play } from '../../../schemas/generated.ts'
import { recommendationId, trackId } from '../../../schemas/generated.ts'
import { playOf, recommendationOf } from '../../support/builders.ts'

const idOf = (n: number) => recommendationId(`neighbours-5:plays/0/${n}`)
const { items, causedBy: cause } = recommendationOf(20)
const offer = (lists: readonly OfferedList[], n: number) =>
  withOffered(lists, { recommendationId: idOf(n), items, causedBy: { ...cause, offset: n } })
const taken = (event: Play['event'], track: string, n: number): Play =>
  playOf(event, track, { via: 'recommended', recommendationId: idOf(n), trackId: trackId(track) })

describe('lists that were offered', () => {
  it('count each event of each of their tracks once', () => {
    let offered = offer([], 1)
    const claimed = ['started', 'started', 'finished', 'liked', 'liked', 'skipped'] as const
    const counted = claimed.map((event) => {
      const after = takenFrom(offered, taken(event, 't3', 1))
      offered = after.offered
      return after.takenFrom
    })
    expect(counted).toStrictEqual([idOf(1), null, idOf(1), idOf(1), null, idOf(1)])
    expect(takenFrom(offered, taken('started', 't4', 1)).takenFrom).toBe(idOf(1))
  })

  it('count nothing else', () => {
    const offered = offer([], 1)
    const others = [
      taken('progressed', 't3', 1),
      taken('wished', 't3', 1),
      taken('started', 't20', 1),
      taken('started', 't3', 2),
      { ...taken('started', 't3', 1), via: 'search' as const },
      { ...taken('started', 't3', 1), recommendationId: null },
    ]
    for (const play of others) expect(takenFrom(offered, play)).toStrictEqual({ offered, takenFrom: null })
  })

  it('make room where one was not used for longest, so that a player that was offline may go on with its list', () => {
    let offered = offer([], 0)
    for (let n = 1; n <= 500; n += 1) {
      offered = offer(takenFrom(offered, taken('finished', `t${n % 20}`, 0)).offered, n)
      expect(offered.length).toBeLessThanOrEqual(MAX_OFFERED_LISTS)
    }
    expect(offered.map((list) => list.recommendationId)).toContain(idOf(0))
    expect(offered.map((list) => list.recommendationId)).not.toContain(idOf(1))
  })
})
