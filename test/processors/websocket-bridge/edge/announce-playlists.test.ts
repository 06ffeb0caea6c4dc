import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { catalogue } from '../../../../processors/websocket-bridge/catalogue.ts'
import { announcePlaylists } from '../../../../processors/websocket-bridge/edge/announce-playlists.ts'
import { playlistId } from '../../../../schemas/generated.ts'
import type { LibraryPlaylist } from '../../../../schemas/generated.ts'
import { libraryPlaylists } from '../../../../schemas/topics.ts'
import type { ListsMessage } from '../../../../schemas/live.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { catalogueOf, reference } from '../fixtures.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function announced() {
  const content = catalogueOf([reference('a')])
  const listeners = new Set<() => void>()
  const change = (id: string, value: LibraryPlaylist | null) => {
    catalogue.apply(content, record(libraryPlaylists, playlistId(id), value, 0))
    for (const listener of listeners) listener()
  }
  change('first', PLAYLIST)
  const told: ListsMessage[] = []
  const onChange = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const stop = announcePlaylists({ catalogue: { content, onChange } }, (message) => void told.push(message))
  return { told, change, stop, other: () => listeners.forEach((listener) => listener()) }
}

const PLAYLIST: LibraryPlaylist = {
  playlistId: playlistId('first'),
  library: '/music',
  path: 'rain.m3u',
  name: 'Rain',
  version: '1',
  modifiedAt: 1,
  entries: [],
  scannedBy: null,
}

test('players are told once of playlist files that change together, and of none that was there at the start', () => {
  const { told, change, other } = announced()
  other()
  vi.advanceTimersByTime(5_000)
  expect(told).toStrictEqual([])
  change('first', { ...PLAYLIST, modifiedAt: 2 })
  change('second', PLAYLIST)
  vi.advanceTimersByTime(500)
  expect(told).toStrictEqual([{ type: 'playlists', playlistId: 'second', deviceId: null }])
  change('second', null)
  vi.advanceTimersByTime(500)
  other()
  vi.advanceTimersByTime(5_000)
  expect(told.length).toBe(2)
})

test('nothing is told once it has stopped', () => {
  const { told, change, stop } = announced()
  change('second', PLAYLIST)
  stop()
  vi.advanceTimersByTime(5_000)
  expect(told).toStrictEqual([])
})
