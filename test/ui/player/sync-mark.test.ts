import { expect, test } from 'vitest'
import { memoryStore } from '../../../ui/data/kept.ts'
import { keepSyncMark, markChanged, readSyncMark, unsynced } from '../../../ui/player/sync-mark.ts'

test('a change before anything was shared is kept for a page that is opened later', () => {
  const store = memoryStore()
  expect(readSyncMark(store)).toBeNull()
  markChanged(store)
  expect(readSyncMark(store)).toMatchObject({ revision: 0, isChanged: true, base: [] })
  expect(readSyncMark(store)?.changedAt).toBeGreaterThan(0)
})

test('a change keeps what was shared before it', () => {
  const store = memoryStore()
  keepSyncMark(store, { ...unsynced, revision: 7, base: ['a', 'b'] })
  markChanged(store)
  expect(readSyncMark(store)).toMatchObject({ revision: 7, isChanged: true, base: ['a', 'b'] })
})
