import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../processors/shared/random.ts'
import {
  itemItemModel,
  SUCCESSOR_DECAY,
  SUCCESSOR_WINDOW,
} from '../../../../processors/shared/co-listening/item-item.ts'
import { sequencesOf } from '../../../../processors/shared/co-listening/sequences.ts'
import { at, solvedByElimination } from '../../../support/linear-systems.ts'

const ITEMS = 12
const random = seededRandom(20261130)
const LISTS = Array.from({ length: 60 }, () => Array.from({ length: 3 + random.below(25) }, () => random.below(ITEMS)))
const ALL = [...Array(ITEMS).keys()]
const model = itemItemModel(sequencesOf(LISTS, ITEMS))

/** Sums over all ordered pairs of plays of a listener, the earlier one first. */
function sumOverPairs(weightOf: (distance: number) => number): readonly (readonly number[])[] {
  const sums = ALL.map(() => ALL.map(() => 0))
  for (const list of LISTS) {
    for (const [p, source] of list.entries()) {
      for (const [q, target] of list.entries()) {
        const row = at(sums, source)
        if (q > p) row[target] = at(row, target) + weightOf(q - p)
      }
    }
  }
  return sums
}

const successors = sumOverPairs((distance) => (distance <= SUCCESSOR_WINDOW ? SUCCESSOR_DECAY ** (distance - 1) : 0))

const plays = ALL.map((item) => LISTS.flat().filter((each) => each === item).length)
/** The listener × item matrix. */
const listened = LISTS.map((list) => ALL.map((item) => Number(list.includes(item))))
const common = (a: number, b: number) => listened.reduce((sum, row) => sum + at(row, a) * at(row, b), 0)

/** Ridge penalty: 5 plays, and half of the mean number of plays of an item. */
const ridgeOf = (counts: readonly number[]) => 5 + (0.5 * counts.reduce((sum, count) => sum + count, 0)) / ITEMS

describe('an item-item model', () => {
  it('counts plays, listeners, successors and common listeners', () => {
    expect([...model.plays]).toStrictEqual(plays)
    expect([...model.listeners]).toStrictEqual(ALL.map((item) => common(item, item)))
    expect(model.total).toBe(LISTS.flat().length)
    for (const target of ALL) {
      const { successorCounts, commonListeners } = model.target(target)
      for (const source of ALL) {
        expect(successorCounts[source]).toBeCloseTo(at(at(successors, source), target), 9)
        if (source !== target) expect(commonListeners[source]).toBe(common(source, target))
      }
    }
  })

  it('has co-occurrence weights at the minimum of the ridge regression on the listener × item matrix', () => {
    const ridge = ridgeOf(ALL.map((item) => common(item, item)))
    for (const target of ALL) {
      const weights = model.target(target).coOccurrenceWeights
      expect(weights[target]).toBe(0)
      const residuals = listened.map((row) => {
        return at(row, target) - ALL.reduce((sum, item) => sum + at(row, item) * at(weights, item), 0)
      })
      for (const source of ALL.filter((item) => item !== target)) {
        const product = listened.reduce((sum, row, u) => sum + at(row, source) * at(residuals, u), 0)
        expect(product).toBeCloseTo(ridge * at(weights, source), 4)
      }
    }
  })

  it('has successor weights that solve the normal equations of exponentially decaying histories', () => {
    const others = (target: number) => ALL.filter((item) => item !== target)
    const scale = 1 / (1 - SUCCESSOR_DECAY ** 2)
    const product = (a: number, b: number) =>
      a === b
        ? at(plays, a) * scale + ridgeOf(plays)
        : (at(at(successors, a), b) + at(at(successors, b), a)) * SUCCESSOR_DECAY * scale
    for (const target of ALL) {
      const sources = others(target)
      const expected = solvedByElimination(
        sources.map((a) => sources.map((b) => product(a, b))),
        sources.map((source) => at(at(successors, source), target)),
      )
      const weights = model.target(target).successorWeights
      for (const [i, source] of sources.entries()) expect(weights[source]).toBeCloseTo(at(expected, i), 5)
    }
  })

  it('explains a target by no more sources than asked for, those with the largest normalised counts', () => {
    const target = itemItemModel(sequencesOf(LISTS, ITEMS), 3).target(4)
    const nearest = ALL.filter((item) => item !== 4)
      .toSorted((a, b) => common(b, 4) / Math.sqrt(common(b, b)) - common(a, 4) / Math.sqrt(common(a, a)) || a - b)
      .slice(0, 3)
    expect([...target.sources[1]]).toStrictEqual(nearest)
    expect(ALL.filter((item) => target.coOccurrenceWeights[item] !== 0)).toStrictEqual(
      nearest.toSorted((a, b) => a - b),
    )
  })
})
