import { describe, expect, it } from 'vitest'
import { metricsOf } from '../../../../../streams/app/evaluate/tune/metrics.ts'
import { candidatesFor } from '../../../../../streams/app/evaluate/tune/candidates.ts'
import type { TuningCandidate } from '../../../../../streams/app/evaluate/tune/candidates.ts'
import { chooseHeldOut, differenceOf } from '../../../../../streams/app/evaluate/tune/choice.ts'
import type { Trial } from '../../../../../streams/app/evaluate/tune/choice.ts'
import { foldsByArtist } from '../../../../../streams/app/evaluate/tune/folds.ts'
import {
  distanceMatricesOf,
  ordersBy,
  SCALINGS,
  weighed,
} from '../../../../../streams/app/evaluate/tune/distance-matrices.ts'
import { distance, fitScaling, scale } from '../../../../../processors/shared/similarity/space.ts'
import { pairsOf } from './sweeping.ts'

/** Each row: the others of that item, the nearest first. */
const ranked = (rows: readonly (readonly number[])[]) => rows.map((row) => Int32Array.from(row))

describe('answers', () => {
  it('are those of hand-computed lists', () => {
    const sample = {
      ...pairsOf(1),
      ids: ['a', 'b', 'c', 'd'],
      labels: {
        track: ['t', 't', null, null],
        artist: ['x', 'x', 'x', 'y'],
        album: [null, null, null, null],
        genre: ['g', null, null, 'g'],
      },
    }
    const folds = { artistOf: [0, 0, 0, 1], artists: 2, foldOf: [0, 0, 0, 1], folds: 2 }
    const { heldOut, scores, training } = metricsOf(sample, folds, ranked([[3, 1, 2], [0, 2, 3], [3, 0, 1], [2, 1, 0]])) // prettier-ignore
    // a: track second (1/2); artist among c, d: [d, c] gives 1/2; genre among d only: 1. b: 1 and, among c, d, 1.
    // c: artist among d, a, b: (1/2 + 2/3) / 2. d: genre, third of three: 1/3.
    expect(scores.map((score) => Number(score?.toFixed(6)))).toStrictEqual([0.666667, 1, 0.583333, 0.333333])
    expect(heldOut[0]?.track).toStrictEqual({ queries: 2, hitAt1: 1, precision: 2 / 3, averagePrecision: 1.5 })
    expect(heldOut[1]?.genre).toStrictEqual({ queries: 1, hitAt1: 0, precision: 1 / 3, averagePrecision: 1 / 3 })
    // Without d, a finds b and c at once, and so does c; the fold without a, b and c has nothing to ask of d.
    expect(training).toStrictEqual([0, 1])
  })
})

describe('a lens', () => {
  it('compares, at the weights in force, as the index does', () => {
    const sample = pairsOf(4)
    const fitted = fitScaling(sample.vectors)
    const points = sample.vectors.map((vector) => scale(vector, fitted, sample.groups))
    const nearest = points.map((a) => points.map((b) => distance(a, b)))
    const lens = distanceMatricesOf(sample, 'about unit length')
    const seen = weighed(lens, sample, [1, 1])
    expect(seen.flatMap((a) => seen.map((b) => distance(a, b).toFixed(9)))).toStrictEqual(
      nearest.flat().map((value) => value.toFixed(9)),
    )
    const orders = ordersBy(lens, [1, 1])
    nearest.forEach((row, i) => {
      const places = [...(orders[i] ?? [])]
      expect(places).toHaveLength(sample.ids.length - 1)
      expect(places.map((other) => row[other] ?? 0)).toStrictEqual(row.filter((_, other) => other !== i).sort((a, b) => a - b)) // prettier-ignore
    })
  })

  it.each(SCALINGS)('%s: sees nothing of what weighs nothing', (scaling) => {
    const sample = pairsOf(4)
    const other = { ...sample, vectors: sample.vectors.map(([a = 0, b = 0], i) => Float64Array.of(a, b, i * 7, -i)) }
    expect(ordersBy(distanceMatricesOf(other, scaling), [1, 0])).toStrictEqual(
      ordersBy(distanceMatricesOf(sample, scaling), [1, 0]),
    )
  })
})

describe('candidates', () => {
  const { groups } = pairsOf(1)

  it('begin with today, have names of their own, and are the same for the same seed', () => {
    const candidates = candidatesFor(groups, 30, 7)
    expect(candidates[0]).toStrictEqual({ name: 'today', kind: 'today', scaling: 'about unit length', weights: [1, 1] })
    expect(new Set(candidates.map(({ name }) => name)).size).toBe(candidates.length)
    expect(candidatesFor(groups, 30, 7)).toStrictEqual(candidates)
    expect(candidatesFor(groups, 30, 8)).not.toStrictEqual(candidates)
    expect(candidates.filter(({ weights }) => weights.every((weight) => weight === 0))).toStrictEqual([])
  })

  it('of one group are its scalings only', () => {
    expect(candidatesFor(groups.slice(0, 1), 30, 7).map(({ kind }) => kind)).toStrictEqual(['today', 'scaling', 'scaling']) // prettier-ignore
  })
})

describe('a choice', () => {
  const folds = { artistOf: [0, 0, 1, 1], artists: 2, foldOf: [0, 0, 1, 1], folds: 2 }
  const trial = (name: string, training: readonly number[], scores: readonly number[]): Trial => {
    const candidate: TuningCandidate = { name, kind: 'drawn', scaling: 'standardised', weights: [1] }
    const none = { queries: 0, hitAt1: 0, precision: 0, averagePrecision: 0 }
    const empty = { track: none, artist: none, genre: none }
    return { ...candidate, outcome: { training, scores, heldOut: [empty, empty] } }
  }

  it('is made by the other artists and scored on those held out', () => {
    const today = trial('today', [0.5, 0.5], [0.5, 0.5, 0.5, 0.5])
    // Each is perfect on one artist, and so is chosen for the other, where it is useless.
    const first = trial('first', [0, 1], [1, 1, 0, 0])
    const second = trial('second', [1, 0], [0, 0, 1, 1])
    const choice = chooseHeldOut([today, first, second], folds, 1)
    expect(choice.byFold).toStrictEqual(['second', 'first'])
    expect([choice.chosen.score, choice.today.score, choice.change]).toStrictEqual([0, 0.5, false])
  })

  it('stays with the first of equals', () => {
    const [today, same] = [trial('today', [1, 1], [1, 1, 1, 1]), trial('same', [1, 1], [1, 1, 1, 1])]
    expect(chooseHeldOut([today, same], folds, 1)).toMatchObject({ byFold: ['today', 'today'], best: 'today', change: false }) // prettier-ignore
  })

  it('finds the weights that are better beyond noise, and no others', () => {
    const chosen = (noise: number, weights: readonly number[]) => {
      const sample = pairsOf(12, noise)
      const parts = foldsByArtist(sample, 1)
      const at = (candidate: TuningCandidate): Trial => ({
        ...candidate,
        outcome: metricsOf(sample, parts, ordersBy(distanceMatricesOf(sample, candidate.scaling), candidate.weights)),
      })
      const [today, ...others] = candidatesFor(sample.groups, 0, 1)
      if (today === undefined) throw new Error('There is always today.')
      return chooseHeldOut([at({ ...today, weights }), ...others.map(at)], parts, 1)
    }
    // Both groups weigh the same, although one says nothing: leaving it out is better.
    expect(chosen(1, [1, 1])).toMatchObject({ change: true })
    // It is left out already.
    expect(chosen(1, [1, 0])).toMatchObject({ change: false })
  })
})

describe('the interval of a difference', () => {
  it('is of artists, however many tracks each has', () => {
    // Of two artists one is better, one worse: nothing is known, even with a hundred tracks each.
    const artistOf = Array.from({ length: 200 }, (_, i) => i % 2)
    const folds = { artistOf, artists: 2, foldOf: artistOf, folds: 2 }
    const zeros = artistOf.map(() => 0)
    const { mean, low, high } = differenceOf(artistOf.map((artist) => (artist === 0 ? 0.3 : -0.1)), zeros, folds, 1) // prettier-ignore
    expect([mean, low, high].map((value) => Number(value.toFixed(6)))).toStrictEqual([0.1, -0.1, 0.3])
  })

  it('leaves out what cannot be asked', () => {
    const folds = { artistOf: [0, 1], artists: 2, foldOf: [0, 1], folds: 2 }
    expect(differenceOf([0.5, null], [0.25, null], folds, 1)).toStrictEqual({ mean: 0.25, low: 0.25, high: 0.25 })
  })
})
