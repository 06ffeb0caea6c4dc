import { describe, expect, it } from 'vitest'
import {
  arrived,
  attended,
  nextSuggestion,
  noSuggestions,
  released,
  taken,
  visible,
} from '../../../ui/data/suggestions.ts'
import { recommendationOf } from '../support/builders.ts'

const recommendation = (recommendationId: string, ...trackIds: string[]) => recommendationOf(recommendationId, trackIds)
const first = recommendation('r1', 'a', 'b', 'c')
const second = recommendation('r2', 'b', 'd')

describe('suggestions', () => {
  it('are replaced as they come, and tell which tracks are new', () => {
    const once = arrived(noSuggestions, first)
    expect(once).toEqual({ ...noSuggestions, shown: first })
    expect(arrived(once, second)).toEqual({ ...noSuggestions, shown: second, fresh: new Set(['d']) })
  })

  it('wait while somebody points at the list, the newest only, and come when they leave', () => {
    const held = attended(arrived(noSuggestions, first), true)
    const waits = arrived(arrived(held, recommendation('r1b', 'x')), second)
    expect([waits.shown, waits.pending]).toEqual([first, second])
    expect(attended(waits, false)).toEqual({ ...noSuggestions, shown: second, fresh: new Set(['d']) })
  })

  it('come at once when they are asked for, though the list is still held', () => {
    const waits = arrived(attended(arrived(noSuggestions, first), true), second)
    expect(released(waits)).toEqual({ ...noSuggestions, shown: second, held: true, fresh: new Set(['d']) })
  })

  it('do not wait where there is nothing to keep still', () => {
    const held = attended(arrived(noSuggestions, recommendation('r0')), true)
    expect(arrived(held, first).shown).toBe(first)
  })

  it('stay as they are when the server sends the same again after a reconnection', () => {
    const state = taken(arrived(noSuggestions, first), 'a')
    expect(arrived(state, first)).toEqual(state)
  })

  it('lose what was played from them, but not from under a pointer', () => {
    const state = taken(arrived(noSuggestions, first), 'a')
    expect(visible(state).map(({ trackId }) => trackId)).toEqual(['b', 'c'])
    expect(visible(attended(state, true)).map(({ trackId }) => trackId)).toEqual(['a', 'b', 'c'])
  })

  it('give the best one that neither plays nor was played from them', () => {
    const state = taken(arrived(noSuggestions, first), 'a')
    expect(nextSuggestion(state, 'b')?.trackId).toBe('c')
    expect(nextSuggestion(taken(state, 'c'), 'b')).toBe(null)
  })
})
