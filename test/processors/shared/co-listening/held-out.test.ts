import { describe, expect, it } from 'vitest'
import { scoreLastItems } from '../../../../processors/shared/co-listening/held-out.ts'
import { sequencesOf } from '../../../../processors/shared/co-listening/sequences.ts'
import { ranksOf, rankSummary } from '../../../../streams/app/evaluate/ranked.ts'
import { histories } from '../../../support/histories.ts'

const scored = ({ lists, negatives }: ReturnType<typeof histories>, items: number) =>
  scoreLastItems(sequencesOf(lists, items), sequencesOf(negatives, items))

describe('what listeners play next', () => {
  it('is found more often than by popularity, by what followed the last item, and by item-item cosine', () => {
    const { starts, scores } = scored(histories(600, 300, 20260201), 300)
    const hits = (name: keyof typeof scores) => rankSummary(ranksOf(scores[name], starts))['ndcg@10'].value
    const found = hits('co-listening')
    expect(found).toBeGreaterThan(1.1 * hits('cosine'))
    expect(found).toBeGreaterThan(1.1 * hits('last-item'))
    expect(found).toBeGreaterThan(2 * hits('popularity'))
  })

  it('is not known in advance: another last item changes no score of the others', () => {
    const known = histories(100, 100, 20260202)
    const changed = { ...known, lists: known.lists.map((list) => [...list.slice(0, -1), 99]) }
    const [before, after] = [scored(known, 100), scored(changed, 100)]
    const ofNegatives = (scores: Float32Array) => scores.filter((_, slot) => !before.starts.includes(slot))
    expect(ofNegatives(after.scores['co-listening'])).toStrictEqual(ofNegatives(before.scores['co-listening']))
  })

  it('is scored for whoever has a history and negatives, also when nothing can be fitted', () => {
    const { starts, scores } = scored({ lists: [[0, 1], [2], []], negatives: [[2, 3], [3], [3]] }, 4)
    expect([...starts]).toStrictEqual([0, 3, 3, 3])
    expect(scores['co-listening'].every(Number.isFinite)).toBe(true)
  })
})
