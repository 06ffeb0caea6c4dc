import { describe, expect, it } from 'vitest'
import { PLAY_SETTLES_AFTER_MS } from '../../../schemas/limits.ts'
import type { HistoryEvent } from '../../../ui/data/history.ts'
import {
  byDay,
  canTakeBack,
  dayOf,
  dayWords,
  outcomeWords,
  playsOf,
  shownTrackOf,
} from '../../../ui/data/history-plays.ts'

let made = 0
const event = (name: string, trackId: string, arrivedAt: number): HistoryEvent => ({
  playId: `p${(made += 1)}`,
  trackId,
  event: name,
  positionMs: 0,
  playedMs: name === 'started' ? 0 : 5_000,
  via: 'chosen',
  recommendationId: null,
  sessionId: 's',
  arrivedAt,
  title: trackId,
  artist: null,
  retracts: null,
})
/** Oldest first, as it happened. */
const happened = (...events: readonly (readonly [string, string])[]) =>
  playsOf(events.map(([name, trackId], at) => event(name, trackId, at)).reverse())

describe('plays are made of records', () => {
  it('a beginning and its end are one, and opinions are none', () => {
    const plays = happened(
      ['started', 'a'],
      ['liked', 'a'],
      ['finished', 'a'],
      ['started', 'b'],
      ['skipped', 'b'],
      ['started', 'c'],
    )
    expect(plays.map(({ trackId, at, outcome, playedMs }) => [trackId, at, outcome, playedMs])).toStrictEqual([
      ['c', 5, 'started', 0],
      ['b', 3, 'skipped', 5_000],
      ['a', 0, 'finished', 5_000],
    ])
  })

  it('the same song twice is two plays, and an end without a beginning is one', () => {
    const plays = happened(['finished', 'a'], ['started', 'a'], ['started', 'a'], ['finished', 'a'])
    expect(plays.map(({ at, outcome }) => [at, outcome])).toStrictEqual([
      [2, 'finished'],
      [1, 'started'],
      [0, 'finished'],
    ])
  })

  it('what was imported cannot be taken back, and says when another service counted it', () => {
    const told = { ...event('listened', 'a', 5), importedFrom: 'listenbrainz' }
    const [play, ended] = playsOf([told, { ...event('finished', 'b', 4), importedFrom: 'spotify' }])
    expect(play === undefined ? null : [play.at, outcomeWords(play), canTakeBack(play, 6)]).toStrictEqual([5, 'listened to', false]) // prettier-ignore
    expect(ended === undefined ? null : [outcomeWords(ended), canTakeBack(ended, 6)]).toStrictEqual(['to its end', false]) // prettier-ignore
    expect(playsOf([told, event('started', 'a', 1)])).toHaveLength(2)
  })

  it('what was taken back says so, until it is played again', () => {
    const plays = happened(['started', 'a'], ['skipped', 'a'], ['retracted', 'a'], ['started', 'a'], ['started', 'b'])
    expect(plays.map(({ trackId, isRetracted }) => [trackId, isRetracted])).toStrictEqual([
      ['b', false],
      ['a', false],
      ['a', true],
    ])
    expect(plays.map(outcomeWords)).toStrictEqual(['begun', 'begun', 'does not count'])
  })
})

describe('one play that was taken back', () => {
  const twice = ['started', 'finished', 'started', 'finished'].map((name, at) => ({
    ...event(name, 'a', at),
    playId: `a${at}`,
  }))
  const retraction = (id: string, at = 9) => ({ ...event('retracted', 'a', at), retracts: id, sessionId: 'another' })
  const newestFirst = (...events: readonly HistoryEvent[]) => playsOf(events.toReversed())
  const retracted = (...events: readonly HistoryEvent[]) => newestFirst(...events).map(({ isRetracted }) => isRetracted)

  it('is the only one of its track and session', () => {
    expect(newestFirst(...twice).map(({ playIds }) => playIds)).toStrictEqual([
      ['a3', 'a2'],
      ['a1', 'a0'],
    ])
    expect(retracted(...twice, retraction('a3'), retraction('a2'))).toStrictEqual([true, false])
    expect(retracted(...twice, retraction('a1'), retraction('a0'), retraction('a1'))).toStrictEqual([false, true])
  })

  it('can be taken back for two days, while no more than 200 others were played since', () => {
    const [last] = newestFirst(...twice)
    const can = (play: typeof last, nowMs: number) => play !== undefined && canTakeBack(play, nowMs)
    expect([can(last, PLAY_SETTLES_AFTER_MS + 3), can(last, PLAY_SETTLES_AFTER_MS + 4)]).toStrictEqual([true, false])
    expect(retracted(...twice, retraction('a3', PLAY_SETTLES_AFTER_MS + 4))).toStrictEqual([false, false])
    const others = (count: number) => Array.from({ length: count }, (_, i) => event('finished', `t${i}`, 10))
    const oldest = (count: number) => newestFirst(...twice.slice(0, 2), ...others(count)).at(-1)
    expect([199, 200].map((count) => can(oldest(count), 10))).toStrictEqual([true, false])
  })
})

describe('days', () => {
  const today = dayOf(new Date(2026, 2, 30, 12).getTime())

  it('group plays by the clock of the browser, also where a day has 23 hours', () => {
    const plays = happened(['started', 'a'], ['started', 'b']).map((play) => ({ ...play, at: today + play.at - 1 }))
    expect(byDay(plays, dayOf).map(({ day, plays: ofDay }) => [day === today, ofDay.length])).toStrictEqual([
      [true, 1],
      [false, 1],
    ])
  })

  it.each([
    [new Date(2026, 2, 30), 'Today'],
    [new Date(2026, 2, 29), 'Yesterday'],
    [new Date(2026, 0, 2), 'Friday 2 January'],
    [new Date(2024, 11, 31), 'Tuesday 31 December 2024'],
  ])('%s is called %s', (day, words) => {
    expect(dayWords(day.getTime(), today).replace(',', '')).toBe(words)
  })
})

it('asks for the cover of a track that has one, and for no other', () => {
  const [without] = playsOf([event('started', 'a', 1)])
  const [having] = playsOf([{ ...event('started', 'b', 1), artVersion: 'v1' }])
  expect([without, having].map((play) => play && shownTrackOf(play))).toStrictEqual([
    { trackId: 'a', hasArt: false },
    { trackId: 'b', hasArt: true, artVersion: 'v1' },
  ])
})
