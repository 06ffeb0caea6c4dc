import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyProfile, fold } from '../../../processors/recommend/profile.ts'
import { affinitiesOf } from '../../../processors/shared/preferences/affinity.ts'
import type { ListenerProfile, Play } from '../../../schemas/generated.ts'
import { playId } from '../../../schemas/generated.ts'
import { playOf, START } from '../../support/builders.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

interface Fact {
  readonly play: Play
  readonly at: number
  readonly offset: number
  readonly isRight: boolean
}

const folded = (facts: readonly Fact[]): ListenerProfile =>
  facts.reduce((profile, { play, at, offset }) => fold(profile, play, at, offset), emptyProfile)

/** What a profile says of the tracks and sessions of plays that were stamped by a right clock. */
function ordinary({ tastes, heard, sessions, retracted }: ListenerProfile) {
  const isOrdinary = ({ trackId }: { readonly trackId: string }) => trackId.startsWith('right')
  return {
    tastes: tastes.filter(isOrdinary),
    heard: heard.filter((track) => track.startsWith('right')),
    sessions: sessions.filter(({ sessionId }) => sessionId.startsWith('right')),
    retracted,
  }
}

describe('plays that were stamped by a wrong clock', () => {
  const gap = fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 24 * 60, max: 60 * 60 }))
  const fact = fc.record({
    minutes: gap,
    event: fc.constantFrom('started', 'finished', 'skipped', 'liked', 'unliked', 'disliked', 'retracted' as const),
    track: fc.nat(12),
    session: fc.nat(4),
  })
  const burst = fc.record({
    before: fc.nat(60),
    days: fc.oneof(fc.integer({ min: 8, max: 3_000 }), fc.integer({ min: -3_000, max: -8 })),
    plays: fc.integer({ min: 1, max: 30 }),
  })

  it('change nothing of what a profile knows of the others, once the clock is right again', () => {
    fc.assert(
      fc.property(
        fc.array(fact, { minLength: 5, maxLength: 60 }),
        fc.array(burst, { maxLength: 2 }),
        (facts, bursts) => {
          let at = START
          const log = facts.flatMap(({ minutes, event, track, session }, i): readonly Fact[] => {
            at += minutes * 60_000
            const changes = { playId: playId(`right-${i}`), sessionId: `right-${session}`, playedMs: 9_000 }
            const play = playOf(event, `right-${track}`, changes)
            // A burst is not the first that is heard of a listener: there is nothing then that it could be told from.
            const wrong = bursts.flatMap(({ before, days, plays }, b) =>
              before !== i || i === 0
                ? []
                : Array.from({ length: plays }, (_, n): Fact => ({
                    play: playOf('finished', `wrong-${n}`, {
                      playId: playId(`wrong-${b}-${n}`),
                      sessionId: `wrong-${b}`,
                    }),
                    at: at + days * DAY_MS + n * 2 * 60_000,
                    offset: i * 100 + b * 31 + n + 1 - 100,
                    isRight: false,
                  })),
            )
            return [...wrong, { play, at, offset: i * 100, isRight: true }]
          })
          const withBursts = ordinary(folded(log))
          expect(withBursts).toStrictEqual(ordinary(folded(log.filter(({ isRight }) => isRight))))
        },
      ),
      { seed: 20261130, numRuns: 300 },
    )
  })

  it('weigh as if they had happened just before the clock was right again', () => {
    const play = (n: number, track: string, at: number): Fact => ({
      play: playOf('finished', track, { playId: playId(`p${n}`) }),
      at,
      offset: n,
      isRight: true,
    })
    const ahead = [play(0, 'a', START), play(1, 'b', START + 30 * DAY_MS), play(2, 'c', START + HOUR_MS)]
    const lastAt = affinitiesOf(folded(ahead)).map((affinity) => (affinity.lastAt - START) / HOUR_MS)
    expect(lastAt).toStrictEqual([0, 1, 1])
    const again = affinitiesOf(folded([...ahead, play(3, 'b', START + 2 * HOUR_MS)]))
    expect(again.find(({ trackId }) => trackId === 'b')?.weight).toBeCloseTo(2, 2)
  })
})
