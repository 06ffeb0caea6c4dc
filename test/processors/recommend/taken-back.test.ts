import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyProfile, fold } from '../../../processors/recommend/profile.ts'
import { takenBack } from '../../../processors/recommend/taken-back.ts'
import { PLAY_SETTLES_AFTER_MS } from '../../../schemas/limits.ts'
import type { ListenerProfile, Play, PlayEvent } from '../../../schemas/generated.ts'
import { playId } from '../../../schemas/generated.ts'
import { playOf, START } from '../../support/builders.ts'

const play = (
  event: PlayEvent,
  track: string,
  sessionId: string,
  offset: number,
  retracts: string | null = null,
): Play =>
  playOf(event, track, {
    sessionId,
    playId: playId(`p${offset}`),
    retracts: retracts === null ? null : playId(retracts),
  })
const folded = (plays: readonly Play[]): ListenerProfile =>
  plays.reduce((profile, each, offset) => fold(profile, each, START + offset, offset), emptyProfile)
const told = ({ sessions }: ListenerProfile) =>
  sessions.flatMap(({ listens }) => listens.flatMap(({ plays }) => plays.map(({ offset }) => offset)))

describe('the plays that a play takes back', () => {
  const plays = [
    ...[play('started', 'a', 's', 0), play('finished', 'a', 's', 1), play('liked', 'a', 's', 2)],
    ...[play('started', 'b', 's', 3), play('started', 'a', 't', 4)],
  ]
  const back = (event: PlayEvent, retracts: string | null = null, track = 'a', sessionId = 's') =>
    takenBack(folded(plays), play(event, track, sessionId, 9, retracts), 9)

  it('are the one that is named, which says what was played and no opinion', () => {
    expect([back('retracted', 'p1'), back('retracted', 'p2'), back('retracted', 'p7')]).toStrictEqual([[1], [], []])
  })

  it('are those of a track in a session, or of a session', () => {
    expect([back('retracted'), back('sessionRetracted')]).toStrictEqual([
      [0, 1, 2],
      [0, 1, 2, 3],
    ])
    expect([back('sessionRetracted', null, 'a', 't'), back('sessionRetracted', null, 'a', 'u')]).toStrictEqual([[4], []]) // prettier-ignore
  })

  it('are itself in a session that does not count, whatever it says, and none otherwise', () => {
    const party = folded([...plays, play('sessionRetracted', 'a', 's', 5)])
    expect(takenBack(party, play('finished', 'c', 's', 6), 6)).toStrictEqual([6])
    expect(takenBack(party, play('finished', 'c', 't', 6), 6)).toStrictEqual([])
    expect(takenBack(party, play('retracted', 'c', 't', 6, 'p4'), 6)).toStrictEqual([4])
  })

  it('are those that the profile does not tell any more afterwards', () => {
    const drawn = fc.array(
      fc.record({
        event: fc.constantFrom<PlayEvent[]>(
          'started',
          'finished',
          'skipped',
          'liked',
          'disliked',
          'retracted',
          'sessionRetracted',
        ),
        track: fc.constantFrom('a', 'b', 'c'),
        session: fc.constantFrom('s', 't', 'u'),
        retracts: fc.option(fc.nat(20)),
      }),
      { minLength: 1, maxLength: 40 },
    )
    fc.assert(
      fc.property(drawn, (events) => {
        let profile = emptyProfile
        events.forEach(({ event, track, session, retracts }, offset) => {
          const each = play(
            event,
            track,
            session,
            offset,
            event === 'retracted' && retracts !== null ? `p${retracts}` : null,
          )
          const after = fold(profile, each, START + offset, offset)
          if (after === profile) return
          const gone = told(profile).filter((one) => !told(after).includes(one))
          const own = each.event.endsWith('etracted') || told(after).includes(offset) ? [] : [offset]
          expect(takenBack(profile, each, offset)).toStrictEqual([...gone, ...own].toSorted((a, b) => a - b))
          profile = after
        })
      }),
      { seed: 20261201, numRuns: 200 },
    )
  })

  it('are none that have become a part of the taste', () => {
    const later = fold(folded(plays), play('started', 'b', 'z', 8), START + PLAY_SETTLES_AFTER_MS + 1_000, 8)
    expect(takenBack(later, play('sessionRetracted', 'a', 's', 9), 9)).toStrictEqual([])
  })
})
