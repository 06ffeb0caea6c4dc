import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import avro from 'avsc'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aliased } from '../../../processors/recommend/aliased.ts'
import { emptyProfile, fold } from '../../../processors/recommend/profile.ts'
import { affinitiesOf } from '../../../processors/shared/preferences/affinity.ts'
import type { ListenerProfile, Play } from '../../../schemas/generated.ts'
import { playId, trackId } from '../../../schemas/generated.ts'
import { listenerProfiles } from '../../../schemas/topics.ts'
import { MAX_TOLD_PLAYS, PLAY_SETTLES_AFTER_MS } from '../../../schemas/limits.ts'
import { playOf, START } from '../../support/builders.ts'

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const PROFILE_SCHEMA_6 = pathOf('../../../schemas/history/listener-profiles-value/6.avsc')
/** As the program wrote it that told no plays apart: a was heard twice and liked, b skipped. */
const PROFILE_OF_VERSION_6 = pathOf('profile-of-version-6.base64')

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
    expect(likes([party, later(PLAY_SETTLES_AFTER_MS, 1), retract(PLAY_SETTLES_AFTER_MS)])).toBe(0)
    expect(likes([party, later(PLAY_SETTLES_AFTER_MS + 1, 1), retract(PLAY_SETTLES_AFTER_MS + 1)])).toBe(1)
  })
})

describe('one play that is taken back', () => {
  const drawn = fc.array(
    fc.record({
      event: fc.constantFrom(...EVENTS),
      track: fc.constantFrom('a', 'b', 'c'),
      session: fc.constantFrom('party', 'tuesday'),
    }),
    { minLength: 1, maxLength: 60 },
  )
  const retract = (id: string, offset = 1_000, at = START + 61 * MINUTE_MS): Fact => ({
    play: playOf('retracted', 'a', { sessionId: 'another', playId: playId(`r${offset}`), retracts: playId(id) }),
    at,
    offset,
  })
  const ofPlaying = ({ play }: Fact) => ['started', 'finished', 'skipped'].includes(play.event)
  const bySession = (profile: ListenerProfile) => {
    const { sessions, ...rest } = known(profile)
    return JSON.stringify({ ...rest, sessions: sessions.toSorted((a, b) => (a.sessionId < b.sessionId ? -1 : 1)) })
  }

  it('leaves the profile as if that one had not been, to the byte, also when it is taken back twice', () => {
    fc.assert(
      fc.property(drawn, fc.nat(), (events, drawnPlace) => {
        const facts = events.map(({ event, track, session }, i) => factOf(event, track, session, i))
        const candidates = facts.filter(ofPlaying)
        fc.pre(candidates.length > 0)
        const gone = candidates[drawnPlace % candidates.length]
        const id = gone?.play.playId ?? ''
        const after = folded([...facts, retract(id)])
        expect(bySession(after)).toBe(bySession(folded(facts.filter((fact) => fact !== gone))))
        expect(known(folded([...facts, retract(id), retract(id, 1_001)]))).toStrictEqual(known(after))
      }),
      { seed: 20261130, numRuns: 300 },
    )
  })

  it('leaves the other play of the track in the session, its counts and that it was heard', () => {
    const twice = [
      ...(['started', 'finished', 'started', 'finished'] as const).map((event, i) => factOf(event, 'a', 'party', i)),
    ]
    const after = folded([...twice, retract('p3', 10), retract('p2', 11)])
    expect(after.sessions[0]?.listens[0]).toMatchObject({ finished: 1, heardOffset: 1 })
    expect(affinitiesOf(after)).toStrictEqual(affinitiesOf(folded(twice.slice(0, 2))))
  })

  it('does not count when it comes after what takes it back: a play that waited in another player', () => {
    const late = factOf('finished', 'a', 'party', 5)
    expect(known(folded([retract('p5', 4), late]))).toStrictEqual(known(folded([])))
  })

  it('leaves an opinion: that is taken back by an event of its own', () => {
    const liked = [factOf('liked', 'a', 'party', 0)]
    expect(known(folded([...liked, retract('p0')]))).toStrictEqual(known(folded(liked)))
  })

  it('changes nothing once it has settled: by its age, or as there were too many since', () => {
    const finished = factOf('finished', 'a', 'party', 0)
    const later = factOf('started', 'b', 'party', 1, START + PLAY_SETTLES_AFTER_MS + 1)
    const settled = folded([finished, later])
    expect(affinitiesOf(folded([finished, later, retract('p0', 2, later.at)]))).toStrictEqual(affinitiesOf(settled))
    const many = Array.from({ length: MAX_TOLD_PLAYS + 1 }, (_, i) => factOf('finished', 'a', 'party', i, START + i))
    const counts = (facts: readonly Fact[]) => affinitiesOf(folded(facts))[0]?.finished
    expect(counts([...many, retract('p0', 2_000, START)])).toBe(MAX_TOLD_PLAYS + 1)
    expect(counts([...many, retract('p1', 2_000, START)])).toBe(MAX_TOLD_PLAYS)
    expect(folded(many).sessions[0]?.listens[0]?.plays.length).toBe(MAX_TOLD_PLAYS)
  })

  it('is told apart also under another id of its track', () => {
    const facts = [
      factOf('finished', 'old', 'party', 0),
      factOf('finished', 'a', 'party', 1),
      factOf('started', 'old', 'party', 2),
    ]
    const both = aliased(folded(facts), new Map([[trackId('old'), trackId('a')]]))
    const one = fold(both, retract('p0').play, START + 61 * MINUTE_MS, 1_000)
    expect(affinitiesOf(one)).toStrictEqual(affinitiesOf(folded(facts.slice(1, 2))))
  })

  it('is restored from a profile of the version before: what that counted stays, what came since can be taken back', () => {
    const writer = avro.Type.forSchema(JSON.parse(readFileSync(PROFILE_SCHEMA_6, 'utf8')) as avro.Schema)
    const reader = avro.Type.forSchema(listenerProfiles.value.schema)
    const kept = Buffer.from(readFileSync(PROFILE_OF_VERSION_6, 'utf8').trim(), 'base64')
    const old = listenerProfiles.value.decode(reader.toBuffer(reader.fromBuffer(kept, reader.createResolver(writer))))
    expect(old.sessions[0]?.listens.map(({ finished, plays, earlier }) => [finished, plays, earlier])).toStrictEqual([
      [2, [], null],
      [0, [], null],
    ])
    const since = factOf('finished', 'a', 'evening', 7)
    const more = fold(old, since.play, since.at, since.offset)
    const listensOf = ({ sessions }: ListenerProfile) =>
      sessions.map(({ listens }) => listens.map((listen) => ({ ...listen, plays: [], earlier: null })))
    expect(more.sessions[0]?.listens[0]).toMatchObject({ finished: 3, stated: 'liked' })
    const undone = fold(more, retract('p7').play, since.at, 8)
    expect(listensOf(undone)).toStrictEqual(listensOf(old))
    expect(listensOf(fold(undone, retract('p1', 9).play, since.at, 9))).toStrictEqual(listensOf(old))
  })
})
