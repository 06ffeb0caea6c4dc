import { describe, expect, it } from 'vitest'
import { itemMetadata } from '../../../processors/recommend/item-metadata.ts'
import { neighbourCacheOf } from '../../../processors/recommend/neighbour-cache.ts'
import { similarity } from '../../../processors/recommend/similarity.ts'
import { trackId } from '../../../schemas/generated.ts'
import { ids } from '../../support/builders.ts'
import { planeIndex } from '../../support/plane-index.ts'

const POINTS = { a: [0, 0], b: [0.1, 0], c: [0.5, 0] } as const

describe('the neighbour cache', () => {
  it('searches the index once for each track, and again when the index has changed', () => {
    const index = planeIndex(POINTS)
    const first = neighbourCacheOf(index).neighboursOf(trackId('a'))
    expect(first).toStrictEqual({ trackIds: ids('b', 'c'), similarities: [similarity(0.1), similarity(0.5)] })
    expect(neighbourCacheOf(index).neighboursOf(trackId('a'))).toBe(first)
    expect(index.searches).toBe(1)
    index.revision += 1
    expect(neighbourCacheOf(index).neighboursOf(trackId('a'))).toStrictEqual(first)
    expect(index.searches).toBe(2)
  })

  it('keeps the answers of two indexes apart', () => {
    const other = planeIndex({ a: [0, 0], z: [1, 0] })
    neighbourCacheOf(planeIndex(POINTS)).neighboursOf(trackId('a'))
    expect(neighbourCacheOf(other).neighboursOf(trackId('a')).trackIds).toStrictEqual(ids('z'))
  })

  it('offers tracks of each cell in proportion to its size, medoids first', () => {
    const large = Array.from({ length: 900 }, (_, i) => trackId(`l${i}`))
    const small = Array.from({ length: 100 }, (_, i) => trackId(`s${i}`))
    const fallback = neighbourCacheOf(planeIndex({}, [large, small])).fallbackCandidates(itemMetadata.create().absent)
    expect(fallback).toHaveLength(400)
    expect(fallback[0]).toBe('l0')
    const ofSmall = fallback.filter((id) => id.startsWith('s'))
    expect(ofSmall).toHaveLength(40)
    expect(ofSmall).toStrictEqual(small.slice(0, 40))
  })
})
