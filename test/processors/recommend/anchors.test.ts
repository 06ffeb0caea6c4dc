import { describe, expect, it } from 'vitest'
import { anchorsOf } from '../../../processors/recommend/anchors.ts'
import { emptyProfile, fold } from '../../../processors/recommend/profile.ts'
import { NOW_PLAYING, RADIO } from '../../../processors/recommend/weights.ts'
import { affinitiesOf } from '../../../processors/shared/preferences/affinity.ts'
import type { HeldWish, Play } from '../../../schemas/generated.ts'
import { playId, trackId } from '../../../schemas/generated.ts'
import { HOUR_MS, playOf, START } from '../../support/builders.ts'
import { planeIndex } from '../../support/plane-index.ts'

/** Tracks of one letter sound the same; letters are far apart. */
const index = planeIndex({
  a0: [0, 0], a1: [0.1, 0], a2: [0, 0.1], b0: [9, 0], b1: [9, 0.1], c0: [0, 9], d0: [9, 9],
}) // prettier-ignore

const DAY_MS = 24 * HOUR_MS

function anchors(
  plays: readonly (readonly [event: Play['event'], track: string])[],
  asked: readonly [event: Play['event'], track: string],
  { intent = null, laterMs = DAY_MS }: { readonly intent?: HeldWish | null; readonly laterMs?: number } = {},
) {
  let profile = emptyProfile
  for (const [i, [event, track]] of plays.entries())
    profile = fold(profile, playOf(event, track, { playId: playId(`p${i}`) }), START, i)
  const request = { play: playOf(...asked), at: START + laterMs, offset: 99 }
  return anchorsOf({ profile, affinities: affinitiesOf(profile) }, request, intent, index)
}

describe('the anchors of a list', () => {
  it('are liked and finished tracks, the playing one, and the skipped ones with a negative weight', () => {
    const found = anchors([['liked', 'a0'], ['skipped', 'b0'], ['finished', 'c0']], ['started', 'd0']) // prettier-ignore
    const byId = new Map(found.map((anchor) => [anchor.trackId, anchor]))
    expect(byId.get(trackId('d0'))).toMatchObject({ kind: 'play', offset: 99, weight: NOW_PLAYING })
    expect(byId.get(trackId('a0'))).toMatchObject({ kind: 'like', offset: 0 })
    expect(byId.get(trackId('c0'))).toMatchObject({ kind: 'finish', offset: 2 })
    expect(byId.get(trackId('b0'))?.weight).toBeLessThan(0)
    expect(new Set(found.map(({ cluster }) => cluster)).size).toBe(4)
  })

  it('share the weight of a cluster by the root of their number, likes and skips apart', () => {
    const [alone] = anchors([['liked', 'a0']], ['skipped', 'd0'])
    const shared = anchors([['liked', 'a0'], ['liked', 'a1'], ['skipped', 'a2']], ['skipped', 'd0']) // prettier-ignore
    const likes = shared.filter(({ weight }) => weight > 0)
    expect(likes.map(({ cluster }) => cluster)).toStrictEqual([0, 0])
    for (const { weight } of likes) expect(weight).toBeLessThan((alone?.weight ?? NaN) / Math.SQRT2 + 1e-9)
    expect(shared.filter(({ weight }) => weight < 0)).toHaveLength(1)
  })

  it('hold the seed of a radio, with twice the weight of a like', () => {
    const intent = { trackId: trackId('b0'), radio: 'track', genre: '', energy: 0, familiarity: 0 } as const
    expect(anchors([], ['skipped', 'd0'], { intent })).toMatchObject([{ trackId: 'b0', weight: RADIO, kind: 'radio' }])
    expect(anchors([], ['skipped', 'd0'], { intent: { ...intent, trackId: trackId('unknown') } })).toStrictEqual([])
  })

  it('are weakened by skips of the same sound within the last hours, not by those of another day', () => {
    const plays = [
      ['liked', 'a0'],
      ['skipped', 'a1'],
    ] as const
    const weightOf = (laterMs: number) => anchors(plays, ['skipped', 'd0'], { laterMs })[0]?.weight ?? NaN
    expect(weightOf(0)).toBeLessThan(0.5 * weightOf(DAY_MS))
  })

  it('are, after a like of the playing track is taken back, as if it had not been', () => {
    const before = anchors([['started', 'd0']], ['started', 'd0']).map(({ trackId: id, kind, weight }) => [
      id,
      kind,
      weight,
    ])
    expect(before).toStrictEqual([['d0', 'play', NOW_PLAYING]])
    const begun = [['started', 'd0'], ['liked', 'd0'], ['unliked', 'd0']] as const // prettier-ignore
    const after = anchors(begun, ['unliked', 'd0'])
    expect(after.map(({ trackId: id, kind, weight }) => [id, kind, weight])).toStrictEqual(before)
    expect(after[0]?.offset).toBe(0)
    const other = [['started', 'd0'], ['liked', 'a0'], ['retracted', 'a0']] as const // prettier-ignore
    expect(anchors(other, ['retracted', 'a0'])).toMatchObject([{ trackId: 'd0', kind: 'play' }])
    expect(anchors([['skipped', 'd0']], ['unliked', 'a0'])).toMatchObject([{ trackId: 'd0', kind: 'play' }])
    expect(anchors([['skipped', 'd0']], ['unliked', 'a0'])[0]?.weight).toBeLessThan(0)
  })

  it('are of different clusters before they are of the same', () => {
    const plays = ['a0', 'a1', 'a2', 'b0', 'b1', 'c0', 'd0'].map((track) => ['liked', track] as const)
    const found = anchors(plays, ['progressed', 'x'])
    expect(found).toHaveLength(5)
    expect(found.slice(0, 4).map(({ trackId: id }) => id.charAt(0)).toSorted()).toStrictEqual(['a', 'b', 'c', 'd']) // prettier-ignore
  })
})
