import { expect, test } from 'vitest'
import { albumIdOf, artistIdsOf } from '../../../processors/shared/entities/ids.ts'
import { catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import type { Catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import {
  albumPage,
  artistPage,
  lettersOfAlbums,
  lettersOfArtists,
  lettersOfGenres,
  pageOfAlbums,
  pageOfArtists,
  pageOfGenres,
  pageOfWorks,
  recentOf,
  workPage,
} from '../../../processors/websocket-bridge/entity-pages.ts'
import { pageOfTracks } from '../../../processors/websocket-bridge/track-query.ts'
import type { Album, Artist, AudioReference, MergedEntity } from '../../../schemas/generated.ts'
import {
  listAlbumLetters,
  listAlbums,
  listArtists,
  listGenres,
  listRecent,
  listWorks,
  trackQueryShape,
} from '../../../schemas/http.ts'
import { albums, artists, audioReferences, genres, works } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { albumOf, artistOf, genreOf, workOf } from './entity-fixtures.ts'
import { catalogueOf, idOf, reference } from './fixtures.ts'

const put = (content: Catalogue, ...those: readonly Album[]) => {
  for (const each of those) catalogue.apply(content, record(albums, each.albumId, each, 0))
}
const putArtists = (content: Catalogue, ...those: readonly Artist[]) => {
  for (const each of those) catalogue.apply(content, record(artists, each.artistId, each, 0))
}
const merged = (id: string): MergedEntity => ({ id, name: 'Other', reason: 'spelling', tracks: 1 })

/** An album of a track, as its own tags say. */
const single = (name: string, fields: Partial<AudioReference> = {}, album: Partial<Album> = {}) => {
  const track = reference(name, fields)
  return { track, album: albumOf([track], album) }
}

const shelf = () => {
  const those = [
    single('a', { album: 'Vol. 10', artist: 'Björk', year: 1997, genres: ['Pop'] }, { addedAt: 3_000 }),
    single('b', { album: 'Vol. 2', artist: 'bjork', year: 2001, genres: ['Jazz'] }, { addedAt: 1_000 }),
    single('c', { album: 'Abba', artist: 'Zoe', year: null, genres: ['jazz', 'Pop'] }, { addedAt: null }),
    single('d', { album: 'Zebra', artist: 'Abba', year: 1980 }, { addedAt: 2_000, originalYear: 2010 }),
  ]
  const content = catalogueOf(those.map(({ track }) => track))
  put(content, ...those.map(({ album }) => album))
  return content
}

const titles = (content: Catalogue, fields: Record<string, unknown>) =>
  pageOfAlbums(content, listAlbums.query.parse(fields)).items.map(({ title }) => title)

test.each([
  ['artist', ['Zebra', 'Vol. 2', 'Vol. 10', 'Abba']],
  ['title', ['Abba', 'Vol. 2', 'Vol. 10', 'Zebra']],
  ['year', ['Zebra', 'Vol. 2', 'Vol. 10', 'Abba']],
  ['added', ['Vol. 10', 'Zebra', 'Vol. 2', 'Abba']],
])('albums are listed by %s', (sort, expected) => {
  expect(titles(shelf(), { sort })).toStrictEqual(expected)
})

test('albums of a genre are listed by its whole name, and an album that is gone or has changed is not listed twice', () => {
  const content = shelf()
  expect(titles(content, { genre: 'JAZZ' })).toStrictEqual(['Vol. 2', 'Abba'])
  expect(titles(content, { genre: 'ja' })).toStrictEqual([])
  const b = reference('b', { album: 'Vol. 2', artist: 'bjork', year: 2001 })
  put(content, albumOf([b], { title: 'Volume Two', sortTitle: 'Volume Two', genres: ['Pop'] }))
  catalogue.apply(
    content,
    record(albums, albumOf([reference('d', { album: 'Zebra', artist: 'Abba', year: 1980 })]).albumId, null, 0),
  )
  expect(titles(content, { sort: 'title' })).toStrictEqual(['Abba', 'Vol. 10', 'Volume Two'])
  expect(titles(content, { genre: 'jazz' })).toStrictEqual(['Abba'])
})

test('albums, artists and genres can be had from any place, and their letters lead there', () => {
  const content = shelf()
  const windowed = (fields: Record<string, unknown>) => {
    const { items, total } = pageOfAlbums(content, listAlbums.query.parse({ sort: 'title', ...fields }))
    return [items.map(({ title }) => title), total]
  }
  expect(windowed({ offset: 1, limit: 2 })).toStrictEqual([['Vol. 2', 'Vol. 10'], 4])
  expect(windowed({ genre: 'jazz', offset: 1 })).toStrictEqual([['Vol. 2'], 2])
  const letters = (fields: Record<string, unknown>) =>
    lettersOfAlbums(content, listAlbumLetters.query.parse(fields)).letters.map(({ letter, count }) => [letter, count])
  expect(letters({ sort: 'title' })).toStrictEqual([
    ['A', 1],
    ['V', 2],
    ['Z', 1],
  ])
  expect(letters({ genre: 'jazz' })).toStrictEqual([
    ['B', 1],
    ['Z', 1],
  ])
  const named = (name: string, fields: Partial<Artist> = {}) => artistOf([reference(name, { artist: name })], fields)
  putArtists(content, named('Björk'), named('abba'), named('2Pac', { genres: ['Rap'] }))
  expect(lettersOfArtists(content, {})).toStrictEqual({
    total: 3,
    letters: ['#', 'A', 'B'].map((letter, offset) => ({ letter, offset, count: 1 })),
  })
  expect(lettersOfArtists(content, { genre: 'rap' }).total).toBe(1)
  const rock = genreOf('Rock')
  catalogue.apply(content, record(genres, rock.genreId, rock, 0))
  expect(lettersOfGenres(content).letters).toStrictEqual([{ letter: 'R', offset: 0, count: 1 }])
})

test('pages together are the whole while albums come and go between them', () => {
  const content = shelf()
  const page = (cursor?: string) => pageOfAlbums(content, listAlbums.query.parse({ sort: 'title', limit: 2, cursor }))
  const first = page()
  put(content, single('e', { album: 'Aaa' }).album, single('f', { album: 'Vol. 3' }).album)
  const second = page(first.nextCursor ?? undefined)
  const third = page(second.nextCursor ?? undefined)
  expect([first, second, third].map(({ items }) => items.map(({ title }) => title))).toStrictEqual([
    ['Abba', 'Vol. 2'],
    ['Vol. 3', 'Vol. 10'],
    ['Zebra'],
  ])
  expect(third.nextCursor).toBeNull()
})

test('an album has its tracks in its own order, without those that are gone, and is found by what was merged in it', () => {
  const tracks = ['a', 'b', 'c'].map((name) => reference(name, { album: 'One', artist: 'X' }))
  const content = catalogueOf(tracks.slice(0, 2))
  const other = reference('z', { album: 'Onne', artist: 'X' })
  catalogue.apply(content, record(audioReferences, other.trackId, other, 0))
  const alias = albumIdOf(other) ?? ''
  put(content, albumOf([...tracks.slice().reverse(), other], { merged: [merged(alias)] }))
  const page = albumPage(content, alias, null)
  expect(page?.tracks.map(({ trackId }) => trackId)).toStrictEqual([idOf('b'), idOf('a'), idOf('z')])
  expect(page?.albumId).toBe(albumOf(tracks).albumId)
  expect(page?.tracks.map(({ albumId: id }) => id)).toStrictEqual([page?.albumId, page?.albumId, page?.albumId])
  expect(page?.merged).toStrictEqual([merged(alias)])
  const listed = pageOfTracks(content, trackQueryShape.parse({ albumId: alias }))
  expect(listed.items.map(({ trackId }) => trackId)).toStrictEqual([idOf('a'), idOf('b'), idOf('z')])
  expect(albumPage(content, 'nothing', null)).toBeNull()
})

test('an artist has albums, tracks, and albums of others to appear on', () => {
  const own = reference('a', { artist: 'Ada', album: 'Own' })
  const older = reference('b', { artist: 'Ada', album: 'Older', year: 1990 })
  const guest = reference('c', { artist: 'Bob', album: 'Of Bob', artists: ['Bob'], featuredArtists: ['Ada'] })
  const various = reference('d', { artist: 'Ada', album: 'Hits', compilation: true })
  const tracks = [own, older, guest, various]
  const content = catalogueOf(tracks)
  put(content, ...tracks.map((track) => albumOf([track])))
  const ada = artistOf([own, older], { genres: ['Soul'] })
  const bob = artistOf([guest])
  putArtists(content, ada, bob)
  const page = artistPage(content, ada.artistId, null)
  expect(page?.albums.map(({ title }) => title)).toStrictEqual(['Own', 'Older'])
  expect(page?.tracks.map(({ title }) => title)).toStrictEqual(['Title b', 'Title a', 'Title d'])
  expect(page?.appearsOn.map(({ title }) => title)).toStrictEqual(['Hits', 'Of Bob'])
  const listed = pageOfTracks(content, trackQueryShape.parse({ artistId: ada.artistId }))
  expect(listed.items.map(({ title }) => title)).toStrictEqual(['Title b', 'Title a', 'Title d'])
  expect(listed.items[0]?.artistIds).toStrictEqual(artistIdsOf(own))
  const names = (fields: Record<string, unknown>) =>
    pageOfArtists(content, listArtists.query.parse(fields)).items.map(({ name }) => name)
  expect([names({}), names({ genre: 'soul' })]).toStrictEqual([['Ada', 'Bob'], ['Ada']])
  expect(artistPage(content, 'nothing', null)).toBeNull()
})

test('genres are by name, works by composer and title, with their tracks', () => {
  const track = reference('a', { work: 'Symphony No. 5', artist: 'B' })
  const content = catalogueOf([track])
  for (const name of ['Soul', 'ambient', 'Drum & Bass'])
    catalogue.apply(content, record(genres, genreOf(name).genreId, genreOf(name), 0))
  expect(pageOfGenres(content, listGenres.query.parse({})).items.map(({ name }) => name)).toStrictEqual([
    ...['ambient', 'Drum & Bass', 'Soul'],
  ])
  const { workId } = workOf(track)
  catalogue.apply(content, record(works, workId, workOf(track), 0))
  expect(pageOfWorks(content, listWorks.query.parse({})).items.map(({ title }) => title)).toStrictEqual([
    'Symphony No. 5',
  ])
  expect(workPage(content, workId)?.tracks.map(({ trackId }) => trackId)).toStrictEqual([idOf('a')])
  expect(workPage(content, 'nothing')).toBeNull()
})

test('what came last is listed first, albums and tracks each by its own cursor', () => {
  const content = catalogueOf(
    ['a', 'b', 'c'].map((name, n) => reference(name, { addedAt: n === 1 ? null : 1_000 * (n + 1), modifiedAt: 9_000 })),
  )
  put(content, ...['a', 'b'].map((name, n) => albumOf([reference(name)], { addedAt: 1_000 * (n + 1) })))
  const recent = (fields: Record<string, unknown>) => recentOf(content, listRecent.query.parse({ limit: 2, ...fields }))
  const first = recent({})
  expect(first.tracks.items.map(({ path }) => path)).toStrictEqual(['b.ogg', 'c.ogg'])
  expect(first.albums.items.map(({ title }) => title)).toStrictEqual(['Album b', 'Album a'])
  const second = recent({ tracksCursor: first.tracks.nextCursor })
  expect(second.tracks).toMatchObject({ items: [{ path: 'a.ogg' }], nextCursor: null })
  expect(second.albums.items).toHaveLength(2)
  const behind = recent({ tracksOffset: 1, only: 'tracks' })
  expect(behind.tracks.items.map(({ path }) => path)).toStrictEqual(['c.ogg', 'a.ogg'])
  expect([behind.tracks.total, behind.albums.items]).toStrictEqual([3, []])
})
