import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SETTLES_AFTER_MS } from '../../../processors/recommend/consolidate.ts'
import { emptyProfile, fold } from '../../../processors/recommend/profile.ts'
import { affinitiesOf } from '../../../processors/shared/preferences/affinity.ts'
import type { ListenerProfile, Play } from '../../../schemas/generated.ts'
import { playId } from '../../../schemas/generated.ts'
import { playOf, START } from '../../support/builders.ts'

const MINUTE_MS = 60_000
const EVENTS = ['started', 'finished', 'skipped', 'liked', 'unliked', 'disliked', 'undisliked'] as const

interface Fact {
  readonly play: Play
  readonly at: number
  readonly offset: number
}

const factOf = (event: Play['event'], track: string, sessionId: string, offset: number, at = START + offset * MINUTE_MS): Fact => ({ play: playOf(event, track, { sessionId, playId: playId(`p${offset}`), playedMs: (offset * 7_000) % 40_000 }), at, offset }) // prettier-ignore
const folded = (facts: readonly Fact[]): ListenerProfile =>
  facts.reduce((profile, { play, at, offset }) => fold(profile, play, at, offset), emptyProfile)
/** Without what only says which plays were seen: those are not forgotten, or a resent one would count again. */
const known = ({ tastes, heard, sessions }: ListenerProfile) => ({ tastes, heard, sessions })

describe('a session that does not count', () => {
  const drawn = fc.array(
    fc.record({
      event: fc.constantFrom(...EVENTS),
      track: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      session: fc.constantFrom('monday', 'party', 'tuesday'),
    }),
    { minLength: 1, maxLength: 60 },
  )

  it('leaves the profile as if it had not been, to the byte, whatever was played before, in between and after', () => {
    fc.assert(
      fc.property(drawn, fc.nat(60), (events, retractedAt) => {
        const facts = events.map(({ event, track, session }, i) => factOf(event, track, session, i))
        const retraction = { ...factOf('sessionRetracted', 'a', 'party', 1_000), at: START + retractedAt * MINUTE_MS }
        const withParty = [...facts.slice(0, retractedAt), retraction, ...facts.slice(retractedAt)]
        const without = facts.filter(({ play }) => play.sessionId !== 'party')
        expect(JSON.stringify(known(folded(withParty)))).toBe(JSON.stringify(known(folded(without))))
      }),
      { seed: 20260210, numRuns: 200 },
    )
  })

  it('leaves it so when a track of a session is taken back', () => {
    fc.assert(
      fc.property(drawn, (events) => {
        const facts = events.map(({ event, track, session }, i) => factOf(event, track, session, i))
        const isGone = ({ play }: Fact) => play.sessionId === 'party' && play.trackId === 'a'
        fc.pre(facts.some(isGone))
        const after = folded([...facts, factOf('retracted', 'a', 'party', 1_000, START + 61 * MINUTE_MS)])
        const tastes = affinitiesOf(after)
        expect(tastes).toStrictEqual(affinitiesOf(folded(facts.filter((fact) => !isGone(fact)))))
      }),
      { seed: 20260211, numRuns: 200 },
    )
  })

  it('is forgotten for two days, and no longer: then it has settled', () => {
    const party = factOf('liked', 'a', 'party', 0)
    const later = (ms: number, offset: number) => factOf('finished', 'b', 'monday', offset, START + ms)
    const retract = (ms: number) => factOf('sessionRetracted', 'a', 'party', 9, START + ms)
    const likes = (facts: readonly Fact[]) => affinitiesOf(folded(facts)).filter(({ liked }) => liked).length
    expect(likes([party, later(SETTLES_AFTER_MS, 1), retract(SETTLES_AFTER_MS)])).toBe(0)
    expect(likes([party, later(SETTLES_AFTER_MS + 1, 1), retract(SETTLES_AFTER_MS + 1)])).toBe(1)
  })
})
