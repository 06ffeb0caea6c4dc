import { expect, test } from 'vitest'
import { catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import type { Catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import { searchGroups } from '../../../processors/websocket-bridge/search-groups.ts'
import { MAX_BRANCHES } from '../../../processors/websocket-bridge/search/one-edit.ts'
import { MAX_COMPARED, MAX_POSTINGS, noWork } from '../../../processors/websocket-bridge/search/text-index.ts'
import type { AudioReference } from '../../../schemas/generated.ts'
import { searchLibrary } from '../../../schemas/http.ts'
import { albums, artists } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { albumOf, artistOf } from './entity-fixtures.ts'
import { catalogueOf, reference } from './fixtures.ts'

/** A library in which each track has an artist and an album of its own. */
function libraryOf(tracks: readonly AudioReference[]): Catalogue {
  const content = catalogueOf(tracks)
  for (const track of tracks) {
    const [album, artist] = [albumOf([track]), artistOf([track])]
    catalogue.apply(content, record(albums, album.albumId, album, 0))
    catalogue.apply(content, record(artists, artist.artistId, artist, 0))
  }
  return content
}

const library = () =>
  libraryOf([
    reference('a', { title: 'Jóga', artist: 'Björk', album: 'Homogenic' }),
    reference('b', { title: 'Björk', artist: 'Simon', album: 'Mona Lisa' }),
    reference('c', { title: 'Björkvisa', artist: 'Ørlund', album: 'Straßenlicht' }),
    reference('d', { title: 'Requiem', artist: 'Mozart', album: 'Requiem' }),
  ])

const found = (q: string, content = library(), playlists: readonly { name: string }[] = []) => {
  const named = playlists.map(({ name }) => ({ playlistId: `p-${name}`, name, trackCount: 1 }))
  const { top, ...groups } = searchGroups(content, searchLibrary.query.parse({ q }), named)
  return {
    top: top?.kind ?? null,
    artists: groups.artists.map(({ name }) => name),
    albums: groups.albums.map(({ title }) => title),
    tracks: groups.tracks.map(({ title }) => title),
    playlists: groups.playlists.map(({ name }) => name),
  }
}

test('what bears the very name comes first in each group, and the artist first of all', () => {
  expect(found('björk')).toStrictEqual({
    top: 'artist',
    artists: ['Björk'],
    albums: ['Homogenic'],
    tracks: ['Björk', 'Björkvisa', 'Jóga'],
    playlists: [],
  })
  expect(found('requiem')).toMatchObject({ top: 'album', albums: ['Requiem'], tracks: ['Requiem'] })
})

test('the middle of a word is not found', () => {
  expect(found('mo')).toMatchObject({ artists: ['Mozart'], albums: ['Mona Lisa', 'Requiem'] })
})

test.each([
  ['orlund', 'Ørlund'],
  ['strassenlicht', 'Ørlund'],
  ['mozrat', 'Mozart'],
  ['mozar requeim', 'Mozart'],
])('%s leads to the album of %s', (q, artist) => {
  const { albums: items } = searchGroups(library(), searchLibrary.query.parse({ q }), [])
  expect(items.map((each) => each.artist)).toContain(artist)
})

test('tracks that fit equally well stand in the order of the library', () => {
  const numbers = [4, 2, 5, 1, 3]
  const content = libraryOf(
    numbers.map((n) =>
      reference(`${n}`, {
        title: `Song ${n}`,
        artist: 'Xband',
        album: 'Live',
        discNumber: n > 3 ? 2 : 1,
        trackNumber: n,
      }),
    ),
  )
  expect(found('live', content).tracks).toStrictEqual(['Song 1', 'Song 2', 'Song 3', 'Song 4', 'Song 5'])
})

test('playlists of the listener are found as everything else is', () => {
  expect(found('morning', library(), [{ name: 'Morning’s Coffee' }, { name: 'Evening' }])).toStrictEqual({
    ...{ top: 'playlist', artists: [], albums: [], tracks: [], playlists: ['Morning’s Coffee'] },
  })
})

test.each(['', '   ', 'zzzzqq'])('%j finds nothing', (q) => {
  expect(found(q, library(), [{ name: 'a' }])).toStrictEqual({
    ...{ top: null, artists: [], albums: [], tracks: [], playlists: [] },
  })
})

test('what is gone is not found, what is not here now comes last', () => {
  const content = libraryOf([
    reference('a', { title: 'Song', absentSince: 5 }),
    reference('b', { title: 'Songs' }),
    reference('c', { title: 'Song and dance' }),
  ])
  expect(found('son', content).tracks).toStrictEqual(['Songs', 'Song and dance', 'Song'])
  const gone = albumOf([reference('b', { title: 'Songs' })])
  catalogue.apply(content, record(albums, gone.albumId, null, 0))
  expect(found('album', content).albums).toStrictEqual(['Album a', 'Album c'])
})

const SYLLABLES = ['ka', 'lo', 'mi', 'ren', 'sta', 'u', 'vor', 'an', 'the', 'ing', 'er', 'on', 'bel', 'qui', 'x', 'zz']
const some = (n: number) => [n, n * 3, n * 7].map((at) => SYLLABLES[at % 16] ?? '').join(n % 3 === 0 ? '' : ' ')
const large = libraryOf(
  Array.from({ length: 3_000 }, (_, n) =>
    reference(`t${n}`, { title: some(n), artist: some(n % 211), album: `${some(n % 701)} ${n % 701}` }),
  ),
)

test.each([
  ['k'],
  ['ka lo'],
  ['zzzzqq wwwwww'],
  [Array.from({ length: 100 }, (_, i) => 'abcdefghijklmnopqrstuvwxyz'[i % 26]).join(' ')],
  ['an/er on.in ka-lo mi re st vo th ng be ui el la ol zq'],
  ['anerontheingkalomirensta'.repeat(8)],
])('what a search of all groups costs is bounded: %s', (q) => {
  const work = noWork()
  searchGroups(large, searchLibrary.query.parse({ q, limit: 50 }), [], work)
  expect(work.postings).toBeLessThan(3 * MAX_POSTINGS)
  expect(work.texts).toBeLessThanOrEqual(9 * MAX_COMPARED)
  expect(work.branches).toBeLessThanOrEqual(3 * MAX_BRANCHES)
})
