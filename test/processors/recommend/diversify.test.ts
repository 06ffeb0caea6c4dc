import { describe, expect, it } from 'vitest'
import { diversify } from '../../../processors/recommend/diversify.ts'
import { itemMetadata } from '../../../processors/recommend/item-metadata.ts'
import { trackId } from '../../../schemas/generated.ts'
import type { AudioReference } from '../../../schemas/generated.ts'
import { referenceOf } from '../../support/builders.ts'
import { planeIndex } from '../../support/plane-index.ts'

const PLAYING = trackId('playing')

function listed(
  candidates: readonly (readonly [id: string, score: number, cluster: number | null])[],
  metadataOf: (id: string) => Partial<AudioReference> = (id) => ({ artist: id }),
  points: Readonly<Record<string, readonly [number, number]>> = {},
  limit = 10,
) {
  const metadata = itemMetadata.create()
  for (const id of ['playing', ...candidates.map(([each]) => each)])
    metadata.addReference(trackId(id), referenceOf(id, metadataOf(id)))
  const scored = candidates.map(([id, score, cluster]) => ({ trackId: trackId(id), score, cluster }))
  return diversify(scored, limit, PLAYING, { metadata, index: planeIndex(points) }).map((each) => [each.trackId, each.score]) // prettier-ignore
}

describe('diversification', () => {
  it('discounts each further item of one cluster by a quarter', () => {
    const list = listed([['a', 1, 0], ['b', 0.9, 0], ['c', 0.8, 1], ['d', 0.79, 0]]) // prettier-ignore
    expect(list).toStrictEqual([['a', 1], ['c', 0.8], ['b', 0.9 * 0.75], ['d', 0.79 * 0.75 ** 2]]) // prettier-ignore
  })

  it('discounts neither negative scores nor candidates without a cluster', () => {
    const list = listed([['a', 1, null], ['b', 0.9, null], ['c', -0.1, 0], ['d', -0.2, 0]]) // prettier-ignore
    expect(list).toStrictEqual([['a', 1], ['b', 0.9], ['c', -0.1], ['d', -0.2]]) // prettier-ignore
  })

  it('orders equal scores by id, and keeps to the limit', () => {
    expect(listed([['c', 1, null], ['a', 1, null], ['b', 1, null]], undefined, {}, 2)).toStrictEqual([['a', 1], ['b', 1]]) // prettier-ignore
  })

  it('puts a fourth track of one artist last, when there are no others', () => {
    const artistOf = (id: string) => ({ artist: id === 'z' ? 'other' : 'one' })
    const list = listed([['a', 5, null], ['b', 4, null], ['c', 3, null], ['d', 2, null], ['z', 1, null]], artistOf) // prettier-ignore
    expect(list.map(([id]) => id)).toStrictEqual(['a', 'b', 'c', 'z', 'd'])
  })

  it('leaves out another version of a composition of the list, or of the playing track', () => {
    const titleOf = (id: string) => ({ artist: 'one', title: { a: 'Song', b: 'Song (Live)', playing: 'Tune', c: 'Tune - Remastered' }[id] ?? id }) // prettier-ignore
    expect(listed([['a', 3, null], ['b', 2, null], ['c', 1, null]], titleOf).map(([id]) => id)).toStrictEqual(['a']) // prettier-ignore
  })

  it('leaves out the same recording under another name, which has its sound and duration', () => {
    const durationOf = (id: string) => ({ artist: id, durationMs: id === 'c' ? 190_000 : 180_000 })
    const points = { a: [0, 0], b: [0.1, 0], c: [0.1, 0.1], d: [1, 0] } as const
    const list = listed([['a', 4, null], ['b', 3, null], ['c', 2, null], ['d', 1, null]], durationOf, points) // prettier-ignore
    expect(list.map(([id]) => id)).toStrictEqual(['a', 'c', 'd'])
  })
})
