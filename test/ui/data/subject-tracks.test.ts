import { afterEach, expect, it, vi } from 'vitest'
import { partOfSubject, sourceOfThing, tracksOfSubject } from '../../../ui/data/subject-tracks.ts'
import { albumsOf } from '../support/list-server.ts'
import { libraryOf } from '../support/tone.ts'

const tracks = libraryOf(3)
const [first, second] = tracks
const { signal } = new AbortController()
const answered = (answer: unknown) => {
  const asked: string[] = []
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    return Promise.resolve(Response.json(answer))
  })
  return asked
}
afterEach(() => vi.unstubAllGlobals())

it('tracks are themselves, those of things are read', async () => {
  if (first === undefined || second === undefined) throw new Error('The library is too small.')
  expect(await tracksOfSubject({ kind: 'tracks', tracks }, signal)).toBe(tracks)
  expect(await tracksOfSubject({ kind: 'suggestion', track: first }, signal)).toStrictEqual([first])

  const [album] = albumsOf(tracks)
  const ofAlbum = answered({ ...album, discs: [], tracks, tracksLeftOut: 0, similar: [], merged: [] })
  const read = await tracksOfSubject({ kind: 'album', id: 'a', name: 'A' }, signal)
  expect([read.length, ofAlbum]).toStrictEqual([3, ['/api/albums/a']])

  const ofArtist = answered({ items: [first], nextCursor: null })
  await tracksOfSubject({ kind: 'artist', id: 'x', name: 'X' }, signal)
  expect(ofArtist).toStrictEqual(['/api/tracks?artistId=x&limit=500'])

  const entries = [
    { entryId: 'e1', trackId: 'gone', track: null },
    { entryId: 'e2', trackId: second.trackId, track: second },
  ]
  const list = { playlistId: 'p', name: 'P', entries: 2, revision: 1, createdAt: 0, updatedAt: 0 }
  answered({ ...list, items: entries, nextCursor: null })
  const ofPlaylist = await tracksOfSubject({ kind: 'playlist', id: 'p', name: 'P' }, signal)
  expect(ofPlaylist.map(({ trackId }) => trackId)).toStrictEqual([second.trackId])
  expect(sourceOfThing({ kind: 'playlist', id: 'p', name: 'P' })).toStrictEqual({
    kind: 'playlist',
    id: 'p',
    name: 'P',
  })
})

it('of a large artist the first 500 are there at once, and the rest is read behind them', async () => {
  const asked: string[] = []
  const many = libraryOf(1_200)
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    const query = new URLSearchParams(path.split('?')[1])
    const offset = Number(query.get('offset') ?? 0)
    const items = many.slice(offset, offset + Number(query.get('limit')))
    return Promise.resolve(Response.json({ items, nextCursor: null, total: many.length }))
  })
  const { loaded, rest } = await partOfSubject({ kind: 'genre', id: 'Folk', name: 'Folk' }, signal)
  expect([loaded.length, (await rest?.next())?.length, asked.length]).toStrictEqual([500, 500, 2])
  expect((await tracksOfSubject({ kind: 'artist', id: 'x', name: 'X' }, signal)).length).toBe(1_200)
})
