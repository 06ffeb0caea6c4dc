import { emptyProfile } from '../../../../processors/recommend/profile.ts'
import { describe, expect, it } from 'vitest'
import type { SessionListen, Stated, Taste } from '../../../../schemas/generated.ts'
import { trackId } from '../../../../schemas/generated.ts'
import { affinitiesOf, preference, strongest, withListen } from '../../../../processors/shared/preferences/affinity.ts'
import {
  decay,
  DISLIKED,
  HALF_LIFE_MS,
  IMPLICIT_LIMIT,
  LIKED,
  LISTENED_MS,
  SKIPPED,
  SKIPPED_LATE,
  skipWeight,
} from '../../../../processors/shared/preferences/weights.ts'
import { START } from '../../../support/builders.ts'

const affinity = (changes: Partial<Taste> = {}): Taste => {
  return { trackId: trackId('t'), weight: 0, liked: false, disliked: false, finished: 0, skipped: 0, lastAt: START, lastOffset: 0, ...changes } // prettier-ignore
}
const listen = (changes: Partial<SessionListen> = {}): SessionListen => {
  return { trackId: trackId('t'), stated: 'nothing', statedOffset: -1, implicit: 0, finished: 0, skipped: 0, heardOffset: -1, lastAt: START, lastOffset: 0, failed: false,
    plays: [],
    earlier: null, ...changes } // prettier-ignore
}

describe('a preference', () => {
  it('keeps its explicit part, and halves its implicit part in each half-life', () => {
    const liked = affinity({ weight: LIKED + 1, liked: true })
    expect(preference(liked, START)).toBe(LIKED + 1)
    expect(preference(liked, START + HALF_LIFE_MS)).toBe(LIKED + 0.5)
    expect(preference(liked, START + 2 * HALF_LIFE_MS)).toBe(LIKED + 0.25)
  })

  it('has a bounded implicit part', () => {
    expect(preference(affinity({ weight: 100 }), START)).toBe(IMPLICIT_LIMIT)
    expect(preference(affinity({ weight: DISLIKED - 100, disliked: true }), START)).toBe(DISLIKED - IMPLICIT_LIMIT)
  })
})

describe('an affinity after the feedback of a session', () => {
  it('sums implicit feedback, decayed to the later moment', () => {
    const before = affinity({ weight: 1, finished: 1 })
    const after = withListen(before, listen({ implicit: 1, finished: 1, lastAt: START + HALF_LIFE_MS }))
    expect(after).toMatchObject({ weight: 1.5, finished: 2, lastAt: START + HALF_LIFE_MS })
    const late = withListen(affinity({ weight: 1, finished: 1, lastAt: START + HALF_LIFE_MS }), listen({ implicit: 1 }))
    expect(late).toMatchObject({ weight: 1.5, lastAt: START + HALF_LIFE_MS })
  })

  it.each<[Stated, boolean, boolean]>([
    ['nothing', true, false],
    ['liked', true, false],
    ['disliked', false, true],
    ['unliked', false, false],
    ['undisliked', true, false],
    ['neither', false, false],
  ])('of a liked track, with %s, is liked: %s and disliked: %s', (stated, liked, disliked) => {
    const after = withListen(affinity({ weight: LIKED + 1, liked: true, finished: 1 }), listen({ stated }))
    const weight = (liked ? LIKED : 0) + (disliked ? DISLIKED : 0) + 1
    expect(after).toMatchObject({ liked, disliked, weight })
  })

  it('is none when nothing is left', () => {
    expect(withListen(affinity({ weight: LIKED, liked: true }), listen({ stated: 'unliked' }))).toBeNull()
    expect(withListen(null, listen())).toBeNull()
  })
})

it('the affinities of a profile are those of its open sessions, too, explicit feedback in its order', () => {
  const profile = {
    ...emptyProfile,
    tastes: [affinity({ weight: LIKED, liked: true })],
    sessions: [
      { sessionId: 'b', wish: null, listens: [listen({ stated: 'liked', statedOffset: 9 })] },
      { sessionId: 'a', wish: null, listens: [listen({ stated: 'disliked', statedOffset: 8 })] },
    ],
  }
  expect(affinitiesOf(profile)).toMatchObject([{ liked: true, disliked: false, weight: LIKED }])
})

it('the strongest affinities are the largest in absolute value, of equal ones the later, then by id', () => {
  const ordered = [
    affinity({ trackId: trackId('disliked'), weight: DISLIKED, disliked: true }),
    affinity({ trackId: trackId('late'), weight: LIKED, liked: true, lastAt: START + 1 }),
    affinity({ trackId: trackId('a'), weight: LIKED, liked: true }),
    affinity({ trackId: trackId('b'), weight: LIKED, liked: true }),
  ]
  expect(strongest(ordered.toReversed(), START + 1)).toStrictEqual(ordered)
})

describe('weights', () => {
  it('of a skip fall linearly with the time listened, to a floor', () => {
    expect(skipWeight(0)).toBe(SKIPPED)
    expect(skipWeight(-5)).toBe(SKIPPED)
    expect(skipWeight(LISTENED_MS / 2)).toBe(SKIPPED / 2)
    expect(skipWeight(10 * LISTENED_MS)).toBe(SKIPPED_LATE)
  })

  it('do not grow before their time', () => {
    expect(decay(-HALF_LIFE_MS)).toBe(1)
  })
})
