import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_AFFINITIES, MAX_HEARD } from '../../../processors/recommend/consolidate.ts'
import { emptyProfile, fold, MAX_PROFILE_PLAY_IDS } from '../../../processors/recommend/profile.ts'
import { affinitiesOf, preference } from '../../../processors/shared/preferences/affinity.ts'
import { HALF_LIFE_MS } from '../../../processors/shared/preferences/weights.ts'
import type { ListenerProfile, Play } from '../../../schemas/generated.ts'
import { playId } from '../../../schemas/generated.ts'
import { playOf, START } from '../../support/builders.ts'

interface Fact {
  readonly event: Play['event']
  readonly track: string
  readonly at: number
  readonly importedFrom?: Play['importedFrom']
}

const folded = (facts: readonly Fact[], from: ListenerProfile = emptyProfile): ListenerProfile =>
  facts.reduce(
    (profile, { event, track, at, importedFrom = null }, i) =>
      fold(profile, playOf(event, track, { playId: playId(`${track} ${event} ${at}`), importedFrom }), at, i),
    from,
  )
const here = (event: Play['event'], track: string, at = START): Fact => ({ event, track, at })
const imported = (event: Play['event'], track: string, at: number): Fact => ({ event, track, at, importedFrom: 'spotify' }) // prettier-ignore

describe('a play that was imported', () => {
  it('is placed at its own time, and neither moves the clock nor is taken for one of a wrong clock', () => {
    const before = folded([here('finished', 'now')])
    const after = folded([imported('listened', 'then', START - HALF_LIFE_MS)], before)
    expect(after.clock).toStrictEqual(before.clock)
    const then = affinitiesOf(after).find(({ trackId }) => trackId === 'then')
    expect(then).toMatchObject({ lastAt: START - HALF_LIFE_MS, finished: 0, weight: 0.7 })
    expect(then === undefined ? 0 : preference(then, START)).toBeCloseTo(0.35)
    // What came of a wrong clock would be moved to the present by the next play.
    const later = folded([here('finished', 'later', START + 60_000)], after)
    expect(later.tastes).toStrictEqual(after.tastes)
  })

  it('weighs as much as one that was played here then', () => {
    const facts = [
      ['finished', 'a', 0],
      ['skipped', 'b', 1],
      ['finished', 'a', 20],
      ['finished', 'c', 40],
    ] as const
    const at = (day: number) => START + day * 86_400_000
    const last = here('finished', 'd', at(80))
    const played = folded([...facts.map(([event, track, day]) => here(event, track, at(day))), last])
    const taken = folded([last, ...facts.map(([event, track, day]) => imported(event, track, at(day)))])
    const weights = (profile: ListenerProfile) =>
      affinitiesOf(profile)
        .map((each) => [each.trackId, preference(each, at(80)).toFixed(9), each.finished, each.skipped])
        .toSorted()
    expect(weights(taken)).toStrictEqual(weights(played))
  })

  it('gives the same affinities in whatever order the export has them', () => {
    const fact = fc.record({
      event: fc.constantFrom('started', 'listened', 'finished', 'skipped' as const),
      track: fc.constantFrom('a', 'b', 'c'),
      day: fc.nat(400),
    })
    fc.assert(
      fc.property(fc.uniqueArray(fact, { selector: (each) => JSON.stringify(each), maxLength: 20 }), (facts) => {
        const all = facts.map(({ event, track, day }) => imported(event, track, START + day * 86_400_000))
        const of = (list: readonly Fact[]) =>
          folded(list).tastes.map((each) => [each.trackId, preference(each, START + 400 * 86_400_000).toFixed(9), each.finished, each.skipped]) // prettier-ignore
        expect(of(all.toReversed())).toStrictEqual(of(all))
      }),
      { seed: 20261201 },
    )
  })

  it('stands behind what was played here in the listening history; of imported ones alone the last one is first', () => {
    const alone = folded([imported('finished', 'a', START), imported('finished', 'b', START + 1)])
    expect(alone.heard).toStrictEqual(['b', 'a'])
    const beside = folded([imported('finished', 'old', START - 1)], { ...folded([here('started', 'x')]), heard: alone.heard }) // prettier-ignore
    expect(beside.heard).toStrictEqual(['b', 'a', 'old'])
  })

  it('is bounded, and evicts no id of a play that may be sent again', () => {
    const many = Array.from({ length: 5_000 }, (_, i) => imported('finished', `t${i % 700}`, START - i * 3_600_000))
    const before = folded([here('finished', 'x'), here('liked', 'x')])
    const after = folded(many, before)
    expect(after.tastes.length).toBe(MAX_AFFINITIES)
    expect(after.heard.length).toBeLessThanOrEqual(MAX_HEARD)
    expect(after.playIds.length).toBe(MAX_PROFILE_PLAY_IDS)
    expect(after.playIds).toStrictEqual(expect.arrayContaining([...before.playIds]))
    expect(after.sessions).toStrictEqual(before.sessions)
    expect(folded([here('liked', 'x')], after)).toBe(after)
  })

  it('says nothing else: opinions and retractions are made here', () => {
    const before = folded([here('liked', 'a')])
    for (const event of ['liked', 'retracted', 'sessionRetracted', 'neverTrack', 'wished'] as const)
      expect(folded([imported(event, 'a', START)], before)).toBe(before)
  })
})
