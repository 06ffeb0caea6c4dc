import { describe, expect, it } from 'vitest'
import { aliased } from '../../../processors/recommend/aliased.ts'
import { emptyProfile, fold } from '../../../processors/recommend/profile.ts'
import { affinitiesOf } from '../../../processors/shared/preferences/affinity.ts'
import type { ListenerProfile, PlayEvent, Taste } from '../../../schemas/generated.ts'
import { playId, trackId } from '../../../schemas/generated.ts'
import { playOf, START } from '../../support/builders.ts'

const ALIASES = new Map([[trackId('old'), trackId('new')]])
const taste = (id: string, changes: Partial<Taste> = {}): Taste => ({
  ...{ trackId: trackId(id), weight: 2, liked: true, disliked: false, finished: 1, skipped: 0 },
  ...{ lastAt: START, lastOffset: 1, ...changes },
})

describe('a profile with old ids', () => {
  it('is the same object when it has none', () => {
    const profile = { ...emptyProfile, tastes: [taste('new')], heard: [trackId('x')] }
    expect([aliased(profile, ALIASES), aliased(profile, new Map())].every((each) => each === profile)).toBe(true)
  })

  it('keeps a settled like under the id of the track that stands, joined with what is known of that', () => {
    const heardAgain = taste('new', { weight: 0.5, liked: false, finished: 2, lastOffset: 9, lastAt: START + 1 })
    const { tastes, heard } = aliased(
      { ...emptyProfile, tastes: [heardAgain, taste('old')], heard: [trackId('old'), trackId('x'), trackId('new')] },
      ALIASES,
    )
    expect([tastes, heard]).toStrictEqual([
      [taste('new', { weight: 2.5, finished: 3, lastOffset: 9, lastAt: START + 1 })],
      ['new', 'x'],
    ])
  })

  it.each([
    ['liked', 'disliked', [false, true]],
    ['disliked', 'liked', [true, false]],
    ['liked', 'unliked', null],
    ['liked', 'finished', [true, false]],
  ] as const)(
    'has, of %s under the old id and %s under the new one in one session, the later',
    (first, then, flags) => {
      const play = (profile: ListenerProfile, id: string, event: PlayEvent, offset: number) =>
        fold(profile, playOf(event, id, { playId: playId(`${offset}`) }), START + offset, offset)
      const both = play(play(emptyProfile, 'old', first, 1), 'new', then, 2)
      const of = affinitiesOf(aliased(both, ALIASES))
      expect(of.map(({ trackId: id, liked, disliked }) => [id, [liked, disliked]])).toStrictEqual(
        flags === null ? [] : [['new', flags]],
      )
    },
  )
})
