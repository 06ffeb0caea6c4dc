import { expect, it } from 'vitest'
import { additions, changeOf, moves } from '../../../processors/websocket-bridge/playlist-changes.ts'
import type { Playlist } from '../../../processors/shared/playlists/playlist.ts'
import { withChange } from '../../../processors/shared/playlists/playlist.ts'
import { changeId, entryId, listenerId, playlistId, trackId } from '../../../schemas/generated.ts'

const asked = (id: string) => ({ listenerId: listenerId('ann'), playlistId: playlistId('p'), changeId: changeId(id), deviceId: null, arrivedAt: 0 }) // prettier-ignore
const added = (playlist: Playlist | null, id: string, tracks: readonly string[], after?: string | null) =>
  additions(asked(id), playlist?.entries ?? [], tracks.map(trackId), after).reduce<Playlist | null>(
    (folded, change) => withChange(folded, change, 0),
    playlist,
  )
const tracksOf = (playlist: Playlist | null) => playlist?.entries.map((each) => String(each.trackId)) ?? []

it('adds at one place as often as one likes: too long positions are renumbered, and no entry is lost or moved', () => {
  let playlist = added(null, 'first', ['low', 'high'])
  const low = playlist?.entries[0]?.entryId ?? ''
  const expected = ['low', 'high']
  for (let i = 0; i < 800; i += 1) {
    playlist = added(playlist, `c${i}`, [`t${i}`], low)
    expected.splice(1, 0, `t${i}`)
  }
  expect(tracksOf(playlist)).toStrictEqual(expected)
  expect(Math.max(...(playlist?.entries.map(({ position }) => position.length) ?? []))).toBeLessThanOrEqual(100)
})

it('adds more than a record holds in several, in order', () => {
  const tracks = Array.from({ length: 1_234 }, (_, i) => `t${i}`)
  expect(additions(asked('c'), [], tracks.map(trackId), undefined).map(({ entries }) => entries.length)).toStrictEqual([500, 500, 234]) // prettier-ignore
  expect(tracksOf(added(null, 'c', tracks))).toStrictEqual(tracks)
})

it('adds at the end when the entry before is gone, and moves nothing that is not there', () => {
  const playlist = added(added(null, 'a', ['a', 'b']), 'c', ['c'], 'gone')
  expect(tracksOf(playlist)).toStrictEqual(['a', 'b', 'c'])
  expect(moves(asked('m'), playlist?.entries ?? [], ['gone'], null)).toStrictEqual([])
})

it('adds behind two entries that two devices gave one position', () => {
  const twin = (id: string) => ({ entryId: entryId(id), trackId: trackId(id), position: 'V00000abc', addedBy: 1 })
  const one = withChange(null, changeOf(asked('x'), 'created', { name: 'x' }), 0)
  const playlist = { ...one, entries: [twin('a'), twin('b')] }
  expect(tracksOf(added(playlist, 'n', ['n'], 'a'))).toStrictEqual(['a', 'b', 'n'])
})
