import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distance, nearestCells, scale } from '../../../processors/index-tracks/space.ts'
import { train } from '../../../processors/index-tracks/train.ts'
import { seeded } from '../../support/builders.ts'

const points = (count: number, dimensions = 4) =>
  Array.from({ length: count }, (_, i) => ({
    trackId: `t${i}`,
    vector: Float64Array.from({ length: dimensions }, (_, d) => (i % 5) + seeded(`${i}/${d}`)),
  }))

describe('training', () => {
  it('gives the same for the same tracks, in whatever order they come', () => {
    const tracks = points(120)
    expect(train([...tracks].reverse(), 7)).toStrictEqual(train(tracks, 7))
  })

  it('states the recall that its probes reach', () => {
    const tracks = points(120)
    const { scaling, centres, probes, measuredRecall, trainedOn } = train(tracks, 1)
    const scaled = tracks.map(({ vector }) => scale(vector, scaling))
    const cellOf = scaled.map((vector) => nearestCells(vector, centres)[0]?.cell)
    const recallWith = (cells: number) => {
      let found = 0
      for (const [i, query] of scaled.entries()) {
        const probed = new Set(nearestCells(query, centres).slice(0, cells).map(({ cell }) => cell)) // prettier-ignore
        const exact = scaled
          .map((other, j) => ({ j, far: distance(query, other) }))
          .filter(({ j }) => j !== i)
          .sort((a, b) => a.far - b.far)
          .slice(0, 10)
        found += exact.filter(({ j }) => probed.has(cellOf[j] ?? -1)).length
      }
      return found / (10 * tracks.length)
    }
    expect({ trainedOn, measuredRecall }).toStrictEqual({ trainedOn: 120, measuredRecall: recallWith(probes) })
    expect(measuredRecall).toBeGreaterThanOrEqual(0.95)
    expect(recallWith(probes - 1)).toBeLessThan(0.95)
  })

  it('trains on a bounded sample of a large library', () => {
    const { trainedOn, centres } = train(points(2_500, 2), 1)
    expect({ trainedOn, cells: centres.length }).toStrictEqual({ trainedOn: 2_000, cells: 50 })
  })

  it('makes one cell of tracks that are all the same', () => {
    const same = points(20).map(({ trackId }) => ({ trackId, vector: Float64Array.of(1, 2) }))
    expect(train(same, 1)).toStrictEqual({
      scaling: { mean: [1, 2], deviation: [1, 1] },
      centres: [{ cell: 0, position: [0, 0] }],
      probes: 1,
      measuredRecall: 1,
      trainedOn: 20,
    })
  })

  it('makes cells of finite centres, numbered from 0, whatever the numbers', () => {
    const value = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 }))
    const vectors = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(vectors, fc.integer({ min: 1, max: 1000 }), (drawn, seed) => {
        const { centres, probes } = train(
          drawn.map((vector, i) => ({ trackId: `t${i}`, vector: Float64Array.from(vector) })),
          seed,
        )
        expect(centres.map(({ cell }) => cell)).toStrictEqual(centres.map((_, i) => i))
        expect(centres.flatMap(({ position }) => position).filter((x) => !Number.isFinite(x))).toStrictEqual([])
        expect(probes >= 1 && probes <= centres.length).toBe(true)
      }),
      { seed: 20260101 },
    )
  })
})
