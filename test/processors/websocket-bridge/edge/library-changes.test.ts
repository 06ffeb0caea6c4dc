import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { catalogue } from '../../../../processors/websocket-bridge/catalogue.ts'
import { announceChanges } from '../../../../processors/websocket-bridge/edge/library-changes.ts'
import type { LibraryChangedMessage } from '../../../../schemas/live.ts'
import { audioReferences } from '../../../../schemas/topics.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { catalogueOf, idOf, reference } from '../fixtures.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function announced() {
  const content = catalogueOf([reference('a')])
  const listeners = new Set<() => void>()
  const told: LibraryChangedMessage[] = []
  const live = { followers: true }
  const stop = announceChanges(
    {
      catalogue: {
        content,
        onChange(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
    },
    { hasFollowers: () => live.followers, tellFollowers: (message) => void told.push(message) },
  )
  const change = (name: string) => {
    catalogue.apply(content, record(audioReferences, idOf(name), reference(name), 0))
    for (const listener of listeners) listener()
  }
  return { told, live, change, stop }
}

test('changes are gathered, and told within a second, at most once a second', () => {
  const { told, change, stop } = announced()
  change('b')
  change('c')
  vi.advanceTimersByTime(299)
  expect(told).toStrictEqual([])
  vi.advanceTimersByTime(1)
  expect(told.map(({ revision, tracks }) => [revision, tracks.length])).toStrictEqual([[1, 2]])
  for (let n = 0; n < 100; n += 1) {
    change(`t${n}`)
    vi.advanceTimersByTime(50)
  }
  vi.advanceTimersByTime(1_000)
  expect(told.length).toBeLessThanOrEqual(1 + 6)
  expect(told.slice(1).reduce((sum, { tracks }) => sum + tracks.length, 0)).toBe(100)
  expect(told.map(({ revision }) => revision)).toStrictEqual(told.map((_, n) => n + 1))
  change('z')
  stop()
  vi.advanceTimersByTime(5_000)
  expect(told.at(-1)?.tracks.some(({ trackId }) => trackId === idOf('z'))).toBe(false)
})

test('what changed before anybody followed is not told', () => {
  const { told, live, change } = announced()
  live.followers = false
  change('b')
  vi.advanceTimersByTime(5_000)
  live.followers = true
  change('c')
  vi.advanceTimersByTime(5_000)
  expect(told.map(({ revision, tracks }) => [revision, tracks.map(({ trackId }) => trackId)])).toStrictEqual([
    [1, [idOf('c')]],
  ])
})
