import { describe, expect, it } from 'vitest'
import { audioScores } from '../../../processors/recommend/audio-score.ts'
import type { Anchor } from '../../../processors/recommend/anchors.ts'
import { similarity } from '../../../processors/recommend/similarity.ts'
import { trackId } from '../../../schemas/generated.ts'
import { ids } from '../../support/builders.ts'
import { planeIndex } from '../../support/plane-index.ts'

const index = planeIndex({ a: [0, 0], b: [0.5, 0], c: [5, 5], x: [0.2, 0], y: [9, 9] })
const anchor = (id: string, weight: number, cluster: number): Anchor => {
  return { trackId: trackId(id), weight, kind: 'like', cluster, offset: 1 }
}

describe('the audio similarity score', () => {
  it('is the sum of weight × similarity, with the anchor of the largest term and the cluster of the largest sum', () => {
    const anchors = [anchor('a', 2, 0), anchor('b', 3, 1), anchor('c', 9, 2)]
    const [score] = audioScores(ids('x'), anchors, index)
    const terms = [2 * similarity(0.2), 3 * similarity(0.3)]
    expect(score?.score).toBeCloseTo((terms[0] ?? NaN) + (terms[1] ?? NaN), 12)
    expect(score?.best?.trackId).toBe('b')
    expect(score?.most).toBeCloseTo(terms[1] ?? NaN, 12)
    expect(score?.cluster).toBe(1)
  })

  it('adds up the anchors of one cluster', () => {
    const [score] = audioScores(ids('x'), [anchor('a', 2, 0), anchor('b', 3, 1), anchor('a', 2, 0)], index)
    expect(score?.cluster).toBe(0)
  })

  it('is lowered by negative anchors, which are never the best', () => {
    const [score] = audioScores(ids('x'), [anchor('a', -2, 0)], index)
    expect(score).toMatchObject({ best: null, most: 0, cluster: null })
    expect(score?.score).toBeCloseTo(-2 * similarity(0.2), 12)
  })

  it('is 0 far from all anchors, and without features', () => {
    const scores = audioScores(ids('y', 'unknown'), [anchor('a', 2, 0)], index)
    expect(scores.map(({ score, best }) => ({ score, best }))).toStrictEqual([
      { score: 0, best: null },
      { score: 0, best: null },
    ])
  })
})
