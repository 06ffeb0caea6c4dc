import { describe, expect, it } from 'vitest'
import type { Anchor } from '../../../processors/recommend/anchors.ts'
import { nearestCandidates } from '../../../processors/recommend/nearest-candidates.ts'
import { neighbourCacheOf } from '../../../processors/recommend/neighbour-cache.ts'
import { mulberry32 } from '../../../processors/shared/random.ts'
import { trackId } from '../../../schemas/generated.ts'
import type { TrackId } from '../../../schemas/generated.ts'
import { similarity } from '../../../processors/recommend/similarity.ts'
import { ids } from '../../support/builders.ts'
import { planeIndex } from '../../support/plane-index.ts'

const random = mulberry32(5)
const names = Array.from({ length: 50 }, (_, i) => `t${String(i).padStart(2, '0')}`)
const index = planeIndex(Object.fromEntries(names.map((name) => [name, [random() * 2, random() * 2] as const])))
const cache = neighbourCacheOf(index)
const anchor = (id: string, weight: number, cluster: number): Anchor => {
  return { trackId: trackId(id), weight, kind: 'like', cluster, offset: 1 }
}

/** The tracks with the largest sum of weight × similarity, by a full sort; an anchor is no neighbour of itself. */
function bySort(anchors: readonly Anchor[], exclude: ReadonlySet<TrackId>, count: number): readonly TrackId[] {
  const sumOf = (id: TrackId) =>
    anchors.reduce((sum, each) => {
      return each.trackId === id ? sum : sum + each.weight * similarity(index.between(each.trackId, id) ?? NaN)
    }, 0)
  return names
    .map((name) => trackId(name))
    .filter((id) => !exclude.has(id) && anchors.some((each) => each.trackId !== id))
    .map((id) => ({ id, sum: sumOf(id) }))
    .sort((a, b) => b.sum - a.sum || (a.id < b.id ? -1 : 1))
    .slice(0, count)
    .map(({ id }) => id)
}

describe('candidates near the anchors', () => {
  it('are the nearest of a single anchor, without the excluded ones', () => {
    const exclude = new Set(cache.neighboursOf(trackId('t00')).trackIds.slice(0, 3))
    const anchors = [anchor('t00', 2, 0)]
    expect(nearestCandidates(anchors, cache, exclude)).toStrictEqual(bySort(anchors, exclude, 40))
  })

  it('are those with the largest sums over the anchors of one cluster', () => {
    const anchors = [anchor('t00', 2, 0), anchor('t01', 1, 0), anchor('t02', 0.5, 0)]
    expect(nearestCandidates(anchors, cache, new Set())).toStrictEqual(bySort(anchors, new Set(), 40))
  })

  it('are as many of a weak cluster as of a strong one', () => {
    const [strong, weak] = [anchor('t00', 9, 0), anchor('t01', 0.1, 1)]
    const found = nearestCandidates([strong, weak], cache, new Set())
    expect(found.slice(0, 20)).toStrictEqual(bySort([strong], new Set(), 20))
    expect(found.slice(20)).toStrictEqual(bySort([weak], new Set(), 20))
  })

  it('are none around negative anchors', () => {
    expect(nearestCandidates([anchor('t00', -1, 0)], cache, new Set(ids('t01')))).toStrictEqual([])
  })
})
