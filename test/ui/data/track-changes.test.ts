import { expect, test } from 'vitest'
import { listedTrackShape } from '../../../schemas/http.ts'
import { withChanges } from '../../../ui/data/track-changes.ts'
import { libraryOf } from '../support/tone.ts'

const tracks = libraryOf(4).map((track) => listedTrackShape.parse(track))
const [a, b, c, d] = tracks
const nothing = { reload: false, tracks: [], removed: { tracks: [], albums: [], artists: [] } }

test('changed tracks keep their rows, removed ones go, and nothing is read again for that', () => {
  if (a === undefined || b === undefined) return
  const heard = { ...a, state: 'failed' as const }
  const changes = { ...nothing, tracks: [heard], removed: { ...nothing.removed, tracks: [b.trackId] } }
  expect(withChanges(tracks, changes)).toStrictEqual({ tracks: [heard, c, d], stale: false })
  expect(withChanges(tracks, nothing)).toStrictEqual({ tracks, stale: false })
})

test('a new name is shown at once, and the list is read again as its place may be another', () => {
  if (a === undefined) return
  const renamed = { ...a, title: 'Another' }
  expect(withChanges(tracks, { ...nothing, tracks: [renamed] })).toStrictEqual({
    tracks: [renamed, b, c, d],
    stale: true,
  })
})

test('a track that has come, or too many changes, need a reading', () => {
  if (a === undefined) return
  const come = { ...a, trackId: 'f'.repeat(32) }
  expect(withChanges(tracks, { ...nothing, tracks: [come] })).toStrictEqual({ tracks, stale: true })
  expect(withChanges(tracks, { ...nothing, reload: true })).toStrictEqual({ tracks, stale: true })
})
