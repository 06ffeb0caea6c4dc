import { describe, expect, it } from 'vitest'
import {
  emptyQueue,
  nextChoice,
  previousChoice,
  withFollowing,
  withPlayed,
  withoutPassed,
} from '../../../ui/data/queue.ts'
import { arrived, noSuggestions, taken } from '../../../ui/data/suggestions.ts'
import type { Track } from '../../../ui/data/tracks.ts'
import { recommendationOf } from '../support/builders.ts'
import { tracksAfter } from '../../../ui/data/tracks.ts'

const track = (trackId: string): Track => ({
  trackId,
  title: trackId,
  artist: '',
  album: '',
  durationMs: null,
  hasArt: false,
})
const suggested = arrived(noSuggestions, recommendationOf('r1', ['a']))
const queue = withFollowing(emptyQueue, [track('x'), track('y')])

describe('queue', () => {
  it('goes on with the best suggestion, and says from which recommendation', () => {
    expect(nextChoice(queue, suggested, 'now')).toEqual({
      track: track('a'),
      via: 'recommended',
      recommendationId: 'r1',
    })
  })

  it('goes on in the library when nothing is suggested any more', () => {
    const choice = { track: track('x'), via: 'radio', recommendationId: null }
    expect(nextChoice(queue, taken(suggested, 'a'), 'a')).toEqual(choice)
    expect(nextChoice(queue, noSuggestions, 'now')).toEqual(choice)
  })

  it('ends where nothing follows', () => {
    expect(nextChoice(emptyQueue, noSuggestions, 'now')).toBe(null)
  })

  it('does not come back to what it has passed', () => {
    expect(withoutPassed(queue, 'x').following).toEqual([track('y')])
    expect(withoutPassed(queue, 'elsewhere').following).toEqual([track('x'), track('y')])
  })

  it('remembers what was played, newest first and each once, within a bound', () => {
    const played = ['a', 'b', 'a'].reduce((before, id) => withPlayed(before, track(id)), emptyQueue).played
    expect(played).toEqual([track('a'), track('b')])
    const ids = Array.from({ length: 40 }, (_, index) => `t${index}`)
    const many = ids.reduce((before, id) => withPlayed(before, track(id)), emptyQueue).played
    expect(many).toEqual(ids.slice(10).reverse().map(track))
  })

  it('goes back to the newest played track, and takes it out', () => {
    const after = withPlayed(withPlayed(emptyQueue, track('a')), track('b'))
    expect(previousChoice(after)).toEqual({
      choice: { track: track('b'), via: 'chosen', recommendationId: null },
      queue: { played: [track('a')], following: [] },
    })
    expect(previousChoice(emptyQueue)).toBe(null)
  })

  it('follows a list from the picked track on, so far and no further', () => {
    expect(tracksAfter(['a', 'b', 'c', 'd'].map(track), 'b', 1)).toEqual([track('c')])
    expect(tracksAfter([track('a')], 'elsewhere', 5)).toEqual([])
    const away = { ...track('b'), absentSince: 1 }
    expect(tracksAfter([track('a'), away, track('c')], 'a', 5)).toEqual([track('c')])
  })
})
