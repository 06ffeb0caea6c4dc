import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { heardOf, MAX_AFFINITIES, MAX_HEARD } from '../../../processors/recommend/consolidate.ts'
import { emptyProfile, fold, MAX_PROFILE_PLAY_IDS, MAX_WISHES } from '../../../processors/recommend/profile.ts'
import { affinitiesOf, preference, strongest } from '../../../processors/shared/preferences/affinity.ts'
import { HALF_LIFE_MS, IMPLICIT_LIMIT } from '../../../processors/shared/preferences/weights.ts'
import type { ListenerProfile, Play, SessionWish, Taste } from '../../../schemas/generated.ts'
import { playId, trackId } from '../../../schemas/generated.ts'
import { MAX_SESSION_LISTENS, PLAY_SETTLES_AFTER_MS } from '../../../schemas/limits.ts'
import { ids, playOf, START } from '../../support/builders.ts'

type Step = readonly [event: Play['event'], track: string, at?: number, playedMs?: number]
/** Folds plays with distinct ids; the offset of each is its number. */
const folded = (...steps: readonly Step[]): ListenerProfile =>
  steps.reduce(
    (profile, [event, track, at = START, playedMs = 0], i) =>
      fold(profile, playOf(event, track, { playId: playId(`p${i}`), playedMs }), at, i),
    emptyProfile,
  )
const taste = (track: string, weight: number, changes: Partial<Taste> = {}): Taste => ({
  trackId: trackId(track),
  weight,
  liked: false,
  disliked: false,
  finished: 0,
  skipped: 0,
  lastAt: START,
  lastOffset: 0,
  ...changes,
})
const later = START + HALF_LIFE_MS

describe('a profile', () => {
  const cases: readonly [name: string, steps: readonly Step[], tastes: readonly Taste[]][] = [
    ['has no opinion of what was merely started', [['started', 'a']], []],
    ['likes what was heard to the end', [['finished', 'a']], [taste('a', 1, { finished: 1 })]],
    ['avoids what was skipped at once', [['skipped', 'a']], [taste('a', -1, { skipped: 1 })]],
    ['minds a later skip less', [['skipped', 'a', START, 15_000]], [taste('a', -0.5, { skipped: 1 })]],
    ['minds a skip after long a little', [['skipped', 'a', START, 600_000]], [taste('a', -0.2, { skipped: 1 })]],
    ['likes what was liked', [['liked', 'a']], [taste('a', 2, { liked: true })]],
    [
      'counts a like once',
      [
        ['liked', 'a'],
        ['liked', 'a'],
      ],
      [taste('a', 2, { liked: true, lastOffset: 1 })],
    ],
    [
      'forgets a like that was taken back',
      [
        ['liked', 'a'],
        ['unliked', 'a'],
      ],
      [],
    ],
    [
      'keeps what was heard beside a like that was taken back',
      [
        ['liked', 'a'],
        ['finished', 'a'],
        ['unliked', 'a'],
      ],
      [taste('a', 1, { finished: 1, lastOffset: 2 })],
    ],
    ['avoids what was disliked', [['disliked', 'a']], [taste('a', -3, { disliked: true })]],
    [
      'forgets a dislike that was taken back',
      [
        ['disliked', 'a'],
        ['undisliked', 'a'],
      ],
      [],
    ],
    [
      'lets a dislike replace a like',
      [
        ['liked', 'a'],
        ['disliked', 'a'],
      ],
      [taste('a', -3, { disliked: true, lastOffset: 1 })],
    ],
    [
      'lets a like replace a dislike',
      [
        ['disliked', 'a'],
        ['liked', 'a'],
      ],
      [taste('a', 2, { liked: true, lastOffset: 1 })],
    ],
    [
      'forgets a track that was retracted',
      [
        ['liked', 'a'],
        ['finished', 'a'],
        ['retracted', 'a'],
      ],
      [],
    ],
    [
      'halves what was not stated in a half-life, and leaves what was',
      [
        ['liked', 'a'],
        ['finished', 'a'],
        ['finished', 'a', later],
      ],
      [taste('a', 3.5, { liked: true, finished: 2, lastAt: later, lastOffset: 2 })],
    ],
    [
      'counts a late play as if it had come in time',
      [
        ['finished', 'a', later],
        ['finished', 'a', START],
      ],
      [taste('a', 1.5, { finished: 2, lastAt: later, lastOffset: 1 })],
    ],
    [
      'puts the strongest first, either way, and the later of equal ones',
      [
        ['finished', 'a'],
        ['finished', 'b', START + 1],
        ['finished', 'c', START + 1],
        ['disliked', 'd'],
      ],
      [
        taste('d', -3, { disliked: true, lastOffset: 3 }),
        taste('b', 1, { finished: 1, lastAt: START + 1, lastOffset: 1 }),
        taste('c', 1, { finished: 1, lastAt: START + 1, lastOffset: 2 }),
        taste('a', 1, { finished: 1 }),
      ],
    ],
  ]
  it.each(cases)('%s', (_, steps, tastes) => {
    expect(strongest(affinitiesOf(folded(...steps)), START)).toStrictEqual(tastes)
  })

  it('remembers what was heard, newest first, and once', () => {
    const profile = folded(['started', 'a'], ['finished', 'a'], ['started', 'b'], ['skipped', 'c'], ['liked', 'd'], ['started', 'a']) // prettier-ignore
    expect(heardOf(profile)).toStrictEqual(ids('a', 'c', 'b'))
  })

  it('does not remember having heard what was retracted', () => {
    expect(heardOf(folded(['started', 'a'], ['started', 'b'], ['retracted', 'a']))).toStrictEqual(ids('b'))
  })

  it.each(['unknown', 'progressed'] as const)('is the same object after %s', (event) => {
    const profile = folded(['liked', 'a'])
    expect(fold(profile, playOf(event, 'b'), START, 9)).toBe(profile)
  })

  it('is the same object after a play that was counted already', () => {
    const profile = folded(['liked', 'a'])
    expect(fold(profile, playOf('disliked', 'a', { playId: playId('p0') }), START, 9)).toBe(profile)
  })

  it('says less and less of what was not stated', () => {
    const finished = taste('a', 1, { finished: 1 })
    expect([preference(finished, START), preference(finished, later), preference(taste('a', 2, { liked: true }), later)]).toStrictEqual([1, 0.5, 2]) // prettier-ignore
  })

  it('stays bounded, whatever is played', () => {
    const play = fc.tuple(
      fc.constantFrom('started', 'finished', 'skipped', 'liked', 'disliked', 'retracted', 'unliked' as const),
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 0, max: 1000 }),
    )
    fc.assert(
      fc.property(fc.array(play, { minLength: 300, maxLength: 500 }), (plays) => {
        const { tastes, heard, playIds, sessions } = folded(
          ...plays.map(([event, track, days]): Step => [event, `t${track}`, START + days * 86_400_000]),
        )
        expect(sessions.flatMap(({ listens }) => listens).length).toBeLessThanOrEqual(MAX_SESSION_LISTENS)
        expect(tastes.length).toBeLessThanOrEqual(MAX_AFFINITIES)
        expect(heard.length).toBeLessThanOrEqual(MAX_HEARD)
        expect(playIds.length).toBe(MAX_PROFILE_PLAY_IDS)
        expect(new Set(tastes.map(({ trackId: id }) => id)).size).toBe(tastes.length)
        expect(tastes.filter((each) => !each.liked && !each.disliked && Math.abs(preference(each, START)) > IMPLICIT_LIMIT)).toStrictEqual([]) // prettier-ignore
      }),
      { seed: 20260102, numRuns: 20, endOnFailure: true }, // shrinking hundreds of plays takes minutes
    )
  })

  it('drops the weakest settled taste, the track heard longest ago and the oldest play id', () => {
    const steps = Array.from({ length: MAX_PROFILE_PLAY_IDS + 1 }, (_, i): Step => ['skipped', `t${i}`, START, i * 100])
    const { tastes, heard, playIds } = folded(...steps, ['finished', 'last', START + PLAY_SETTLES_AFTER_MS + 1])
    const kept = Array.from({ length: MAX_AFFINITIES }, (_, i) => `t${i}`)
    expect(tastes.map(({ trackId: id }) => id)).toStrictEqual(ids(...kept.toSorted()))
    expect([heard.at(0), heard.at(-1)]).toStrictEqual(
      ids(`t${MAX_PROFILE_PLAY_IDS}`, `t${MAX_PROFILE_PLAY_IDS + 1 - MAX_HEARD}`),
    )
    expect([playIds.at(0), playIds.at(-1)]).toStrictEqual([`p${MAX_PROFILE_PLAY_IDS + 1}`, 'p2'])
  })

  it('counts a play once, also when it is sent again after all that an outbox holds, twice', () => {
    const ids = Array.from({ length: 1_000 }, (_, i): Step => ['finished', `t${i % 50}`, START + i])
    const profile = folded(...ids)
    for (const i of [0, 1, 499, 500, 799, 800, 999]) {
      expect(fold(profile, playOf('liked', 'a', { playId: playId(`p${i}`) }), START + 1_000, 1_000)).toBe(profile)
    }
    const finished = affinitiesOf(profile).reduce((sum, each) => sum + each.finished, 0)
    expect(finished).toBe(1_000)
  })

  it('forgets the wishes of the earliest sessions, and empty sessions', () => {
    const wish = { familiarity: 1, energy: 0, radio: 'none', genre: '' } as const
    const wished = (profile: ListenerProfile, i: number, what: SessionWish | null) =>
      fold(profile, playOf('wished', 'a', { playId: playId(`w${i}`), sessionId: `s${i % 30}`, wish: what }), START, i)
    const sessions = Array.from({ length: 30 }, (_, i) => i).reduce((profile, i) => wished(profile, i, wish), folded())
    expect(sessions.sessions.map(({ sessionId }) => sessionId)).toStrictEqual(Array.from({ length: MAX_WISHES }, (_, i) => `s${i + 30 - MAX_WISHES}`)) // prettier-ignore
    const again = wished(sessions, 40, wish)
    expect(again.sessions.map(({ sessionId }) => sessionId)).toContain('s10')
    expect(wished(sessions, 60, null).sessions).toStrictEqual(sessions.sessions)
  })
})
