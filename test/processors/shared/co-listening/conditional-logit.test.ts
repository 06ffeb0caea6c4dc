import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../../../processors/shared/random.ts'
import { fitLogit, utility } from '../../../../processors/shared/co-listening/conditional-logit.ts'
import type { LogitModel } from '../../../../processors/shared/co-listening/conditional-logit.ts'
import { at } from '../../../support/linear-systems.ts'

/** The L2 penalty for each choice set, and a constant. */
const penaltyOf = (sets: number) => 1e-3 * sets + 1e-6

/** The penalised log-likelihood, computed set by set from its definition. */
function likelihood(model: LogitModel, features: Float64Array, width: number, alternatives: number): number {
  const sets = features.length / width / alternatives
  let sum = 0
  for (let s = 0; s < sets; s += 1) {
    const odds = Array.from({ length: alternatives }, (_, a) =>
      Math.exp(utility(model, features, (s * alternatives + a) * width)),
    )
    sum += Math.log(at(odds, 0) / odds.reduce((total, each) => total + each, 0))
  }
  return sum - (penaltyOf(sets) / 2) * model.weights.reduce((squares, weight) => squares + weight ** 2, 0)
}

/** Choice sets in which listeners choose by known weights; the chosen alternative is put first. */
function choices(sets: number, alternatives: number, weights: readonly number[], seed: number): Float64Array {
  const random = mulberry32(seed)
  const rows = Array.from({ length: sets }, () => {
    const set = Array.from({ length: alternatives }, () => weights.map((_, f) => (1 + f) * random() + f))
    const odds = set.map((features) => Math.exp(features.reduce((sum, value, f) => sum + at(weights, f) * value, 0)))
    const threshold = random() * odds.reduce((sum, each) => sum + each, 0)
    let below = 0
    const chosen = odds.findIndex((each) => (below += each) > threshold)
    return [...(set[chosen] ?? []), ...set.filter((_, a) => a !== chosen).flat()]
  })
  return Float64Array.from(rows.flat())
}

describe('a fitted conditional logit', () => {
  it('has a gradient of zero, by differences of the likelihood', () => {
    const features = choices(300, 4, [1.5, -0.7, 0.3], 1)
    const model = fitLogit(features, 3, 4)
    const step = 1e-4
    for (const f of model.weights.keys()) {
      const moved = (by: number) => ({ ...model, weights: model.weights.map((w, g) => (g === f ? w + by : w)) })
      const slope = (likelihood(moved(step), features, 3, 4) - likelihood(moved(-step), features, 3, 4)) / (2 * step)
      expect(Math.abs(slope)).toBeLessThan(1e-3)
    }
  })

  it('is the maximum that a search of a grid finds', () => {
    const features = choices(200, 3, [1.1], 2)
    const model = fitLogit(features, 1, 3)
    const grid = Array.from({ length: 4_001 }, (_, i) => (i - 2_000) / 1_000)
    const best = grid.toSorted(
      (a, b) =>
        likelihood({ ...model, weights: [b] }, features, 1, 3) - likelihood({ ...model, weights: [a] }, features, 1, 3),
    )[0]
    expect(Math.abs(at(model.weights, 0) - (best ?? NaN))).toBeLessThan(1e-3)
  })

  it('recovers the weights that the choices were made by', () => {
    const truth = [1.5, -0.7, 0.3]
    const { weights, deviation } = fitLogit(choices(5_000, 4, truth, 3), 3, 4)
    const raw = weights.map((weight, f) => weight / at(deviation, f))
    for (const [f, weight] of truth.entries()) expect(Math.abs(at(raw, f) - weight)).toBeLessThan(0.15)
  })

  it('gives a feature of two values the log of its odds, by hand', () => {
    // In 3 of 4 sets the alternative with the feature is chosen: without penalty the weight is ln(3).
    const features = Float64Array.from({ length: 4_000 }, (_, i) => {
      const [set, alternative] = [Math.floor(i / 2), i % 2]
      return Number(set % 4 < 3 === (alternative === 0))
    })
    const model = fitLogit(features, 1, 2)
    const logOdds = utility(model, Float64Array.of(1)) - utility(model, Float64Array.of(0))
    // The penalty of 0.001 for each set, on the standardised weight, shrinks it by half a per cent.
    expect(logOdds).toBeGreaterThan(Math.log(3) * 0.98)
    expect(logOdds).toBeLessThan(Math.log(3))
  })

  it('gives no weight to a feature that is always the same', () => {
    const varied = choices(100, 3, [1], 4)
    const features = Float64Array.from([...varied].flatMap((value) => [value, 7]))
    const { weights, deviation } = fitLogit(features, 2, 3)
    expect(weights[1]).toBeCloseTo(0, 9)
    expect(deviation[1]).toBe(1)
    expect(weights[0]).toBeGreaterThan(0)
  })
})
