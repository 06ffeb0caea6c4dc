import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distance, nearestCells, scale } from '../../../../../processors/shared/similarity/space.ts'
import { DIMENSIONS } from '../../../../../processors/shared/similarity/vector.ts'
import { cellsFor, train } from '../../../../../processors/shared/similarity/training/train.ts'
import type { TrainingJob } from '../../../../../processors/shared/similarity/training/train.ts'
import type { Trained } from '../../../../../processors/shared/similarity/training/trained.ts'
import { uniformHash } from '../../../../../processors/shared/random.ts'

interface Track {
  readonly id: string
  readonly vector: readonly number[]
}

/** With zeros up to the length of a feature vector: constant dimensions, which scaling leaves at zero. */
const padded = (vector: readonly number[]): readonly number[] =>
  Array.from({ length: DIMENSIONS }, (_, d) => vector[d] ?? 0)

const points = (count: number, dimensions = 4): readonly Track[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `t${i}`,
    vector: Array.from({ length: dimensions }, (_, d) => (i % 5) + uniformHash(`${i}/${d}`)),
  }))
const job = (tracks: readonly Track[], changes: Partial<TrainingJob> = {}): TrainingJob => ({
  ids: tracks.map(({ id }) => id),
  rows: Float32Array.from(tracks.flatMap(({ vector }) => padded(vector))),
  dimensions: DIMENSIONS,
  extractorVersion: '1',
  last: null,
  retrain: true,
  ...changes,
})
const centresOf = ({ centres, dimensions, cells }: Trained) =>
  Array.from({ length: cells }, (_, cell) => ({
    cell,
    position: centres.subarray(cell * dimensions, (cell + 1) * dimensions),
  }))

describe('training', () => {
  it('gives the same for the same tracks, in whatever order they come', () => {
    const tracks = points(120)
    expect(train(job([...tracks].reverse()))).toStrictEqual(train(job(tracks)))
  })

  it('states the recall that its probes reach', () => {
    const tracks = points(120)
    const trained = train(job(tracks))
    const { scalingMean: mean, scalingDeviation: deviation, probes, measuredRecall, trainedOn } = trained
    const centres = centresOf(trained)
    const scaled = tracks.map(({ vector }) =>
      scale(Float64Array.from(Float32Array.from(padded(vector))), { mean, deviation }),
    )
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
    expect(recallWith(probes - 1)).toBeLessThan(0.96)
  })

  it('makes more cells of a larger library, and trains on so many tracks for each', () => {
    const { trainedOn, cells, tracks, measuredOn } = train(job(points(6_400, 2)))
    expect({ trainedOn, tracks, measuredOn }).toStrictEqual({ trainedOn: 5_120, tracks: 6_400, measuredOn: 6_400 })
    expect(cells).toBe(80)
    expect([8, 4_095, 4_096, 100_000, 10_000_000].map(cellsFor)).toStrictEqual([3, 64, 64, 316, 2_048])
  })

  it('says how large its cells are and how uneven', () => {
    const { cells, smallestCell, medianCell, largestCell, imbalance, hubSkew } = train(job(points(1_000)))
    expect(cells).toBe(32)
    expect(smallestCell).toBeGreaterThan(0)
    expect(medianCell).toBeGreaterThanOrEqual(smallestCell)
    expect(largestCell).toBeGreaterThanOrEqual(medianCell)
    expect(imbalance).toBeGreaterThan(1)
    expect(Number.isFinite(hubSkew)).toBe(true)
  })

  it('keeps cells that still do, and measures them anew', () => {
    const tracks = points(1_000)
    const last = train(job(tracks))
    const now = train(job([...tracks, ...points(1_300).slice(1_000)], { last, retrain: false }))
    expect({ ...now, measuredOn: 0 }).toStrictEqual({
      ...last,
      ...{ probes: now.probes, measuredRecall: now.measuredRecall, comparisons: now.comparisons },
      ...{ smallestCell: now.smallestCell, medianCell: now.medianCell, largestCell: now.largestCell },
      ...{ imbalance: now.imbalance, hubSkew: now.hubSkew },
      measuredOn: 0,
    })
    expect(now.measuredOn).toBe(1_300)
  })

  it('finds cells anew when what has come lies in few of those there were', () => {
    const tracks = points(1_000)
    const last = train(job(tracks))
    const elsewhere = Array.from({ length: 900 }, (_, i) => ({
      id: `new${i}`,
      vector: [0, 1, 2, 3].map((d) => 9 + uniformHash(`new/${i}/${d}`)),
    }))
    const now = train(job([...tracks, ...elsewhere], { last, retrain: false }))
    expect([now.version, now.tracks]).toStrictEqual([2, 1_900])
    expect(now.measuredRecall).toBeGreaterThanOrEqual(0.95)
  })

  it('makes one cell of tracks that are all the same', () => {
    const same = points(20).map(({ id }) => ({ id, vector: [1, 2] }))
    const { scalingMean, scalingDeviation, cells, centres, probes, measuredRecall, hubSkew } = train(job(same))
    expect({ scalingMean, scalingDeviation, cells, probes, measuredRecall }).toStrictEqual({
      scalingMean: padded([1, 2]),
      scalingDeviation: padded([]).map(() => 1),
      cells: 1,
      probes: 1,
      measuredRecall: 1,
    })
    expect([[...centres], Number.isFinite(hubSkew)]).toStrictEqual([padded([]), true])
  })

  it('makes cells of finite centres, whatever the numbers', () => {
    const value = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 }))
    const vectors = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(vectors, (drawn) => {
        const trained = train(job(drawn.map((vector, i) => ({ id: `t${i}`, vector }))))
        expect(trained.centres.filter((x) => !Number.isFinite(x))).toStrictEqual(new Float32Array())
        expect(trained.centres.length).toBe(trained.cells * DIMENSIONS)
        expect(trained.probes >= 1 && trained.probes <= trained.cells).toBe(true)
      }),
      { seed: 20260101 },
    )
  })
})
