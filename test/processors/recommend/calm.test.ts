import { describe, expect, it } from 'vitest'
import { listToStayNear, stayBonuses, stillExplored } from '../../../processors/recommend/calm.ts'
import { MAX_KNOWN_LISTS, withOffered } from '../../../processors/recommend/offered.ts'
import type { OfferedList, Play } from '../../../schemas/generated.ts'
import { recommendationId, trackId } from '../../../schemas/generated.ts'
import { ids, playOf, recommendationOf } from '../../support/builders.ts'
import { evenings } from '../../support/evenings.ts'

/** Lists made by plays of these events on these tracks, at the offsets 0, 1, ...; each of one track, named after its offset. */
function offeredBy(...answers: readonly (readonly [Play['event'], string])[]): readonly OfferedList[] {
  return answers.reduce<readonly OfferedList[]>((offered, [event, track], offset) => {
    const { causedBy, items } = recommendationOf(1)
    const list = {
      recommendationId: recommendationId(`neighbours-5:plays/0/${offset}`),
      causedBy: { ...causedBy, event, trackId: trackId(track), offset },
      items: items.map((item) => ({ ...item, trackId: trackId(`of ${offset}`) })),
    }
    return withOffered(offered, list)
  }, [])
}
const nearAfter = (offered: readonly OfferedList[], event: Play['event'], track: string) =>
  listToStayNear(offered, playOf(event, track))?.trackIds

describe('the list to stay near', () => {
  const offered = offeredBy(['started', 'a'], ['liked', 'a'], ['finished', 'a'])

  it('is the one made last, whichever was used last', () => {
    expect(nearAfter(offered, 'started', 'b')).toStrictEqual(['of 2'])
    expect(nearAfter(offered.toReversed(), 'started', 'b')).toStrictEqual(['of 2'])
    expect(nearAfter([], 'started', 'b')).toBeUndefined()
  })

  it('is the one from before a play that is withdrawn', () => {
    expect(nearAfter(offered, 'unliked', 'a')).toStrictEqual(['of 0'])
    expect(nearAfter(offered, 'unliked', 'b')).toStrictEqual(['of 2'])
    expect(nearAfter(offered, 'undisliked', 'a')).toStrictEqual(['of 2'])
    const skipped = offeredBy(['finished', 'a'], ['started', 'b'], ['skipped', 'b'], ['started', 'c'])
    expect(nearAfter(skipped, 'retracted', 'b')).toStrictEqual(['of 0'])
  })

  it('is the one made last when the one from before is not remembered any more', () => {
    const many = Array.from({ length: MAX_KNOWN_LISTS }, (_, n) => ['started', `${n}`] as const)
    const later = offeredBy(['liked', 'a'], ...many)
    expect(later.filter(({ trackIds }) => trackIds.length > 0)).toHaveLength(MAX_KNOWN_LISTS)
    expect(nearAfter(later, 'unliked', 'a')).toStrictEqual([`of ${MAX_KNOWN_LISTS}`])
  })

  it('gives its tracks a bonus, the earlier the larger', () => {
    const [list] = offeredBy(['started', 'a'])
    const near = list === undefined ? null : { ...list, trackIds: ids('x', 'y') }
    const after = (event: Play['event']) => stayBonuses(near, { event })
    expect(after('skipped').get(trackId('x'))).toBeGreaterThan(after('skipped').get(trackId('y')) ?? NaN)
    expect(after('skipped').get(trackId('y'))).toBeGreaterThan(after('liked').get(trackId('y')) ?? NaN)
    expect(after('wished').size).toBe(0)
    expect(stayBonuses(null, { event: 'skipped' }).size).toBe(0)
  })
})

describe('what is explored', () => {
  const explored = { trackId: trackId('x'), propensity: 0.01 }
  const near = offeredBy(['started', 'a']).map((list) => ({ ...list, explored }))[0] ?? null
  const stays = (event: Play['event'], isEligible = true) => stillExplored(near, playOf(event, 'b'), () => isEligible)

  it('stays, with the probability of its drawing, until another track begins', () => {
    expect(stays('liked')).toStrictEqual(explored)
    expect(stays('started')).toBeNull()
    expect(stays('liked', false)).toBeNull()
    expect(stillExplored(null, playOf('liked', 'b'), () => true)).toBeNull()
  })
})

describe('a listener', () => {
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
  const all = evenings(30)

  it('keeps most of the list after a skip, the next five in their order, and has it back after a like is taken back', () => {
    expect(median(all.map(({ kept }) => kept))).toBeGreaterThanOrEqual(12)
    expect(median(all.map(({ inOrder }) => inOrder))).toBeGreaterThanOrEqual(3)
    expect(Math.min(...all.map(({ restored }) => restored))).toBeGreaterThanOrEqual(16)
  })
})
