import { describe, expect, it } from 'vitest'
import type { Fact, PlaybackSession, Way } from '../../../ui/data/playback-session.ts'
import { CHOSEN, begun, left, moved, playMessageOf, sought, sounded } from '../../../ui/data/playback-session.ts'
import type { Track } from '../../../ui/data/tracks.ts'

const track: Track = {
  trackId: 't1',
  title: 'Drowning',
  artist: 'Mira Vale',
  album: 'Tidewater',
  durationMs: 200_000,
  hasArt: false,
}
const RECOMMENDED: Way = { via: 'recommended', recommendationId: 'r1', shuffled: false, itemRank: 3 }
const LONG_MS = 200_000
const started = sounded(begun(track, CHOSEN)).session

/** Plays through positions and gives what was told, and how it ended. */
function through(
  session: PlaybackSession,
  positionsMs: readonly number[],
): { session: PlaybackSession; facts: readonly Fact[] } {
  return positionsMs.reduce<{ session: PlaybackSession; facts: readonly Fact[] }>(
    (before, positionMs) => {
      const { session: next, facts } = moved(before.session, positionMs)
      return { session: next, facts: [...before.facts, ...facts] }
    },
    { session, facts: [] },
  )
}

describe('playback session', () => {
  it('starts once, with the first sound, and not again after a pause', () => {
    const first = sounded(begun(track, { ...CHOSEN, via: 'search' }))
    expect(first.facts).toEqual([{ event: 'started', positionMs: 0, playedMs: 0 }])
    expect(sounded(first.session)).toEqual({ session: first.session, facts: [] })
  })

  it('counts what was played, and not what was sought over', () => {
    const before = through(started, [4_000]).session
    const after = through(sought(before, 150_000), [153_000]).session
    expect([after.positionMs, after.playedMs]).toEqual([153_000, 7_000])
    const again = through(sought(after, 0), [2_000]).session
    expect([again.positionMs, again.playedMs]).toEqual([2_000, 9_000])
  })

  it('tells progress every ten seconds of sound', () => {
    const { facts } = through(started, [5_000, 9_999, 10_100, 15_000, 20_000, 20_200])
    expect(facts).toEqual([
      { event: 'progressed', positionMs: 10_100, playedMs: 10_100 },
      { event: 'progressed', positionMs: 20_200, playedMs: 20_200 },
    ])
  })

  it('tells progress of a long track, and of one without end, a bounded number of times', () => {
    const seconds = Array.from({ length: 4 * 3600 }, (_, second) => second * 1000)
    const hours = { ...track, durationMs: 4 * 3_600_000 }
    const endless = { ...track, durationMs: null }
    const count = (of: Track) => through(sounded(begun(of, CHOSEN)).session, seconds).facts.length
    expect([count(hours), count(endless)]).toEqual([29, 30])
  })

  it('tells nothing of progress before there was sound', () => {
    expect(through(begun(track, CHOSEN), [20_000]).facts).toEqual([])
  })

  it('is skipped when the next is asked for, with where and how much was heard', () => {
    const { session } = through(sought(started, 60_000), [63_000])
    expect(left(session, 'next', LONG_MS)).toEqual([{ event: 'skipped', positionMs: 63_000, playedMs: 3_000 }])
  })

  it('is not skipped when another track is picked: only what was heard since is told', () => {
    const { session } = through(started, [10_000, 12_500])
    expect(left(session, 'other', LONG_MS)).toEqual([{ event: 'progressed', positionMs: 12_500, playedMs: 12_500 }])
    expect(left(started, 'other', LONG_MS)).toEqual([])
  })

  it('was not left when it never sounded', () => {
    expect(left(begun(track, RECOMMENDED), 'next', LONG_MS)).toEqual([])
  })

  it('finishes with the last stretch counted', () => {
    const { session } = through(started, [150_000, 200_000])
    expect(left(session, 'ended', LONG_MS)).toEqual([{ event: 'finished', positionMs: 200_000, playedMs: 200_000 }])
  })

  it('was not finished when it was dragged to its end: only what was heard is told', () => {
    const { session } = through(sought(started, 195_000), [200_000])
    expect(left(session, 'ended', LONG_MS)).toEqual([{ event: 'progressed', positionMs: 200_000, playedMs: 5_000 }])
    expect(left(sought(started, 195_000), 'next', LONG_MS)).toEqual([])
  })

  it('is no skip in the last seconds: who heard it until there has finished it', () => {
    const { session } = through(started, [197_500])
    expect(left(session, 'next', LONG_MS)).toEqual([{ event: 'finished', positionMs: 197_500, playedMs: 197_500 }])
    const earlier = through(started, [189_000]).session
    expect(left(earlier, 'next', LONG_MS).map(({ event }) => event)).toEqual(['skipped'])
  })

  it('finishes at the end of what has no known length', () => {
    expect(left(through(started, [5_000]).session, 'ended', 0).map(({ event }) => event)).toEqual(['finished'])
  })

  it('is sent with whole milliseconds and how the track came to be played', () => {
    const session = begun(track, RECOMMENDED)
    const fact: Fact = { event: 'skipped', positionMs: 1_234.567, playedMs: 1_000.4 }
    const device = { deviceTime: 5, timeZoneOffsetMinutes: 330, pageVisible: false }
    expect(playMessageOf(session, fact, { playId: 'p1', sessionId: 's1', ...device })).toEqual({
      type: 'play',
      playId: 'p1',
      trackId: 't1',
      event: 'skipped',
      positionMs: 1_235,
      playedMs: 1_000,
      via: 'recommended',
      recommendationId: 'r1',
      shuffled: false,
      itemRank: 3,
      sessionId: 's1',
      ...device,
    })
  })
})
