import fc from 'fast-check'
import { expect, it } from 'vitest'
import { REMEMBERED, withAnswer } from '../../../processors/monitor-feedback/answered-plays.ts'
import type { AnsweredPlays } from '../../../schemas/generated.ts'
import { recommendationOf } from '../../support/builders.ts'

const { causedBy } = recommendationOf(0)

/** Whether each of some plays is answered for the first time. */
function firsts(positions: readonly { readonly partition: number; readonly offset: number }[]) {
  let answered: readonly AnsweredPlays[] = []
  const found = positions.map((position) => {
    const next = withAnswer(answered, { ...causedBy, ...position })
    if (next === null || next === 'known') return false
    answered = next
    return true
  })
  return { found, answered }
}

const position = fc.record({ partition: fc.integer({ min: 0, max: 2 }), offset: fc.integer({ min: 0, max: 300 }) })

it('knows each play again, in whatever order they come', () =>
  fc.assert(
    fc.property(fc.array(position, { maxLength: 120 }), (positions) => {
      const seen = new Set<string>()
      const expected = positions.map(({ partition, offset }) => {
        const isFirst = !seen.has(`${partition}/${offset}`)
        seen.add(`${partition}/${offset}`)
        return isFirst
      })
      expect(firsts(positions).found).toStrictEqual(expected)
    }),
  ))

it('takes what is too old to be told apart for answered, and stays small', () => {
  const at = (offset: number) => ({ partition: 0, offset })
  const all = [at(0), at(REMEMBERED - 1), at(0), at(1), at(REMEMBERED), at(0), at(5 * REMEMBERED), at(2), at(4 * REMEMBERED + 1)] // prettier-ignore
  const { found, answered } = firsts(all)
  expect(found).toStrictEqual([true, true, false, true, true, false, true, false, true])
  expect(answered[0]?.before.length).toBe(REMEMBERED / 8)
  const many = firsts(Array.from({ length: 3_000 }, (_, n) => at(n * 7)))
  expect(many.answered[0]?.before.length).toBeLessThanOrEqual(REMEMBERED / 8)
})
