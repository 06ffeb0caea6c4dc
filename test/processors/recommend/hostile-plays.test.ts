import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withOffered } from '../../../processors/recommend/offered.ts'
import { emptyProfile, fold } from '../../../processors/recommend/profile.ts'
import { MAX_GENRE_LENGTH, MAX_ID_LENGTH, MAX_SESSION_ID_LENGTH } from '../../../schemas/limits.ts'
import { playEvents } from '../../../schemas/live.ts'
import type { ListenerProfile, Play } from '../../../schemas/generated.ts'
import { playId, recommendationId, trackId } from '../../../schemas/generated.ts'
import { listenerProfiles } from '../../../schemas/topics.ts'
import { KAFKA_MAX_RECORD_BYTES, playOf, recommendationOf } from '../../support/builders.ts'

/** As the schema says: far below the 1,048,588 bytes of a record that a broker takes. */
const MAX_PROFILE_BYTES = 256 * 1024

/** The longest text that the bridge accepts in a field, of letters that take three bytes each, and another for each number. */
const longest = (n: number, length: number): string => `${n}`.padStart(length, '€').replaceAll(/\d/g, (d) => '०१२३४५६७८९'.charAt(Number(d))) // prettier-ignore

interface Drawn {
  readonly event: Play['event']
  readonly session: number
  readonly track: number
  readonly hours: number
}

function folded(plays: readonly Drawn[]): ListenerProfile {
  return plays.reduce((profile, { event, session, track, hours }, n) => {
    const play = playOf(event, '', {
      playId: playId(longest(n, MAX_ID_LENGTH)),
      trackId: trackId(longest(track, MAX_ID_LENGTH)),
      sessionId: longest(session, MAX_SESSION_ID_LENGTH),
      wish: { familiarity: 1, energy: 1, radio: 'genre', genre: longest(n, MAX_GENRE_LENGTH) },
    })
    const after = fold(profile, play, 8.64e15 - 1e12 + hours * 3_600_000, 2 ** 53 - 10_000 + n)
    const id = recommendationId(`neighbours-5:plays/7/${2 ** 53 - 2}`)
    const { items, causedBy } = recommendationOf(20)
    const list = { recommendationId: id, items, causedBy: { ...causedBy, offset: 2 ** 53 - 10_000 + n } }
    return after === profile ? profile : { ...after, offered: withOffered(after.offered, list) }
  }, emptyProfile)
}

const bytesOf = (profile: ListenerProfile): number => listenerProfiles.value.encode(profile).length

describe('a profile, whatever a client sends', () => {
  const hostile: readonly (readonly [name: string, play: (n: number) => Drawn])[] = [
    ['wishes under ever new sessions', (n) => ({ event: 'wished', session: n, track: n, hours: 0 })],
    ['likes in ever new sessions', (n) => ({ event: 'liked', session: n, track: n, hours: 0 })],
    ['wishes and likes in ever new sessions', (n) => ({ event: n % 2 === 0 ? 'wished' : 'liked', session: n >> 1, track: n, hours: 0 })], // prettier-ignore
    ['likes, then wishes', (n) => ({ event: n < 400 ? 'finished' : 'wished', session: n, track: n, hours: n < 200 ? 0 : 60 })], // prettier-ignore
    ['retracted sessions', (n) => ({ event: n % 3 === 0 ? 'sessionRetracted' : 'started', session: n, track: n, hours: n / 4 })], // prettier-ignore
    [
      'plays of ever the same tracks in one session',
      (n) => ({ event: 'finished', session: 0, track: n % 200, hours: 0 }),
    ],
    ['jumps of the clock', (n) => ({ event: 'finished', session: n, track: n, hours: (n % 7) * 1_000 + n })],
  ]
  it.each(hostile)('stays below its bound after %s', (_, play) => {
    const profile = folded(Array.from({ length: 1_500 }, (_unused, n) => play(n)))
    expect(bytesOf(profile)).toBeLessThan(MAX_PROFILE_BYTES)
    expect(4 * MAX_PROFILE_BYTES).toBeLessThanOrEqual(KAFKA_MAX_RECORD_BYTES)
  })

  it('stays below its bound after any plays', () => {
    const drawn = fc.record({
      event: fc.constantFrom(...playEvents),
      session: fc.oneof(fc.nat(3), fc.nat(2_000)),
      track: fc.oneof(fc.nat(3), fc.nat(2_000)),
      hours: fc.oneof(fc.nat(100), fc.integer({ min: -100_000, max: 100_000 })),
    })
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 250, maxLength: 700 }), (plays) => {
        expect(bytesOf(folded(plays))).toBeLessThan(MAX_PROFILE_BYTES)
      }),
      { seed: 20261130, numRuns: 15, endOnFailure: true }, // shrinking hundreds of plays takes minutes
    )
  })
})
