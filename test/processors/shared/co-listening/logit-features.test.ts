import { describe, expect, it } from 'vitest'
import { LOGIT_FEATURES, logitFeaturesOf, UNFITTED } from '../../../../processors/shared/co-listening/logit-features.ts'
import { utility } from '../../../../processors/shared/co-listening/conditional-logit.ts'

const NO_SOURCES = [new Int32Array(0), new Int32Array(0)] as const
const ITEMS = {
  size: 3,
  plays: Float64Array.of(4, 9, 1),
  listeners: Float64Array.of(3, 5, 1),
  total: 14,
  target: () => TARGET,
}
const TARGET = {
  item: 2,
  successorWeights: Float64Array.of(0.1, 0.4, 0),
  coOccurrenceWeights: Float64Array.of(0.2, -0.3, 0),
  successorCounts: Float64Array.of(1, 2, 0),
  commonListeners: Float64Array.of(1, 1, 0),
  sources: NO_SOURCES,
}

function features(history: readonly number[], item = 2): ReadonlyMap<string, number> {
  const into = new Float64Array(LOGIT_FEATURES.length + 2).fill(NaN)
  logitFeaturesOf({ ...TARGET, item }, ITEMS, { items: Int32Array.from([1, ...history]), from: 1, to: history.length + 1 }, into, 1) // prettier-ignore
  expect([into[0], into.at(-1)]).toStrictEqual([NaN, NaN])
  return new Map(LOGIT_FEATURES.map((name, f) => [name, into[f + 1] ?? NaN]))
}

describe('the features of a target, by hand', () => {
  it('sum over the history, decaying from its newest item', () => {
    const found = features([0, 1]) // 1 is the newest
    const pseudoCount = (0.02 * 1.5) / (14 + 1.5)
    const tail = (value: number) => Math.log(value + 0.003)
    const cosine = 1 / Math.sqrt(5 * 1 + 1) + 0.985 / Math.sqrt(3 * 1 + 1)
    const expected = {
      popularity: Math.log(2),
      successor: 0.4 + 0.8 * 0.1,
      successorTail: tail(0.48),
      coOccurrence: -0.3 + 0.985 * 0.2,
      coOccurrenceTail: tail(0),
      successorFrequency: Math.log(2 / 10 + (0.8 * 1) / 5 + pseudoCount + 1e-6),
      cosine,
      cosineTail: tail(cosine),
      lastSuccessorFrequency: Math.log(2 / 10 + pseudoCount + 1e-6),
      repeat: 0,
    }
    for (const [name, value] of Object.entries(expected)) expect(found.get(name), name).toBeCloseTo(value, 12)
  })

  it('are those of popularity alone without a history', () => {
    const found = features([])
    expect(found.get('successor')).toBe(0)
    expect(found.get('cosine')).toBe(0)
    expect(found.get('popularity')).toBe(Math.log(2))
  })

  it('tell a repeat', () => {
    expect(features([0, 2]).get('repeat')).toBe(1)
  })

  it('count successors of the last 16 items only', () => {
    const old = Array.from({ length: 16 }, () => 2)
    expect(features([1, ...old]).get('successor')).toBe(0)
    expect(features([1, ...old.slice(1)]).get('successor')).toBeCloseTo(0.4 * 0.8 ** 15, 12)
  })
})

it('unfitted weights are the successor frequency and the cosine', () => {
  const values = Float64Array.from(LOGIT_FEATURES, (name) => (name === 'successorFrequency' ? 2 : name === 'cosineTail' ? 3 : 50)) // prettier-ignore
  expect(utility(UNFITTED, values)).toBe(5)
})
