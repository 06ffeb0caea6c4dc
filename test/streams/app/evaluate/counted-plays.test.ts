import { describe, expect, it } from 'vitest'
import { countedPlays } from '../../../../streams/app/evaluate/counted-plays.ts'
import { replay } from '../../../../streams/app/evaluate/evaluate-replay.ts'
import type { ReplayedPlay } from '../../../../streams/app/evaluate/parse-plays.ts'
import { trackId } from '../../../../schemas/generated.ts'

const play = (playId: string, event: string, track: string, changes: Partial<ReplayedPlay> = {}): ReplayedPlay => ({
  ...{ listener: 'u', track: trackId(track), event, via: 'recommended', playId, session: 's', retracts: '', at: 0 },
  ...changes,
})
const kept = (...plays: readonly ReplayedPlay[]) =>
  countedPlays(plays)
    .filter(({ event }) => event !== 'retracted' && event !== 'sessionRetracted')
    .map(({ playId }) => playId)

describe('plays that count', () => {
  it('leave out one that was taken back by its id, and no other of its track and session', () => {
    const twice = [
      play('1', 'finished', 'a'),
      play('2', 'finished', 'a'),
      play('1', 'finished', 'a', { listener: 'v' }),
    ]
    expect(kept(...twice, play('3', 'retracted', 'a', { retracts: '2', session: 't' }))).toStrictEqual(['1', '1'])
    expect(kept(play('0', 'retracted', 'a', { retracts: '1' }), play('1', 'finished', 'a'))).toStrictEqual([])
    expect(kept(play('1', 'liked', 'a'), play('2', 'retracted', 'a', { retracts: '1' }))).toStrictEqual(['1'])
  })

  it('leave out those of a track in a session until then, and all of a session', () => {
    const plays = [
      play('1', 'finished', 'a'),
      play('2', 'finished', 'b'),
      play('3', 'retracted', 'a'),
      play('4', 'finished', 'a'),
    ]
    expect(kept(...plays)).toStrictEqual(['2', '4'])
    expect(kept(...plays, play('5', 'sessionRetracted', 'a'), play('6', 'finished', 'c'))).toStrictEqual([])
  })

  it('are what the share of skipped suggestions is made of', () => {
    const plays = [play('1', 'skipped', 'a'), play('2', 'finished', 'b', { at: 1 })]
    const undone = [...plays, play('3', 'retracted', 'a', { retracts: '1', at: 2 })]
    expect([replay(plays).skipRate?.value, replay(undone).skipRate?.value]).toStrictEqual([0.5, 0])
  })
})
