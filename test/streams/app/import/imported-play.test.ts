import { describe, expect, it } from 'vitest'
import { listenerId, trackId } from '../../../../schemas/generated.ts'
import { parseEntry } from '../../../../streams/app/import/exported-listen.ts'
import { importedPlay, importedPlayId } from '../../../../streams/app/import/imported-play.ts'
import { overlongText } from '../../../../schemas/limits.ts'
import { account, extended, listenBrainz } from '../../../support/exported-history.ts'

const ann = listenerId('a'.repeat(32))
const track = { trackId: trackId('t'), title: 'Song', artist: 'Ann', album: 'First', durationMs: 200_000 }
const listenOf = (entry: unknown) => {
  const parsed = parseEntry(entry)
  if (parsed.kind !== 'listen') throw new Error(parsed.kind)
  return parsed.listen
}
const playOf = (entry: unknown) => importedPlay(ann, listenOf(entry), track)
const END = Date.UTC(2023, 4, 1, 14, 3, 20)
const ended = (changes: object) => extended('2023-05-01T14:03:20Z', 'Ann', 'Song', changes)

describe('the play of an entry', () => {
  it('of ListenBrainz is one that was listened to, at its time; nothing else is claimed', () => {
    const play = playOf(listenBrainz(1_600_000_000, 'ann', 'song'))
    expect(play).toMatchObject({ event: 'listened', arrivedAt: 1_600_000_000_000, playedMs: 0, via: 'unknown', deviceTime: null, importedFrom: 'listenbrainz', title: 'Song', artist: 'Ann' }) // prettier-ignore
    expect(overlongText(play)).toBeNull()
  })

  it('of Spotify is what its end says', () => {
    const cases = [{}, { reason_end: 'fwdbtn', ms_played: 9_000, shuffle: true }, { reason_end: 'endplay', ms_played: 90_000 }, { reason_end: 'endplay', ms_played: 185_000 }] // prettier-ignore
    const plays = cases.map((changes) => playOf(ended(changes)))
    expect(plays.map(({ event, playedMs, positionMs, arrivedAt, shuffled }) => [event, playedMs, positionMs, arrivedAt - END, shuffled])).toStrictEqual([
      ['finished', 180_000, 180_000, 0, false],
      ['skipped', 9_000, 9_000, 0, true],
      ['started', 90_000, 0, -90_000, false],
      ['finished', 185_000, 185_000, 0, false],
    ]) // prettier-ignore
  })

  it('has an id of source, listener, time and track alone', () => {
    const id = (entry: unknown, listener = ann) => importedPlayId(listener, listenOf(entry))
    const one = id(ended({}))
    expect(one).toMatch(/^[0-9a-f]{32}$/)
    expect(id(ended({ ...{ ms_played: 5, platform: 'another', offline: true } }))).toBe(one)
    expect(id(extended('2023-05-01T14:03:59Z', 'ANN', 'Sóng'))).toBe(one) // the account data has no seconds
    expect(id(account('2023-05-01 14:03', 'Ann', 'Song'))).toBe(one)
    const others = [
      id(ended({}), listenerId('b'.repeat(32))),
      id(extended('2023-05-01T14:04:00Z', 'Ann', 'Song')),
      id(extended('2023-05-01T14:03:20Z', 'Ann', 'Other')),
      id(listenBrainz(END / 1_000, 'Ann', 'Song')),
      id(listenBrainz(END / 1_000 + 1, 'Ann', 'Song')),
    ]
    expect(new Set([one, ...others]).size).toBe(6)
  })
})
