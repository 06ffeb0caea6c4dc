import { expect, test } from 'vitest'
import { albumCard, artistCard } from '../../../ui/data/cards.ts'
import { albumOf, artistOf } from '../support/entities.ts'

test('an album shows who made it, with a link where it is one artist, or its year', () => {
  const album = albumOf({ albumId: 'a/1', title: 'Tidewater', artist: 'Mira Vale', artists: [{ artistId: 'm', name: 'Mira Vale' }], year: 2001, artTrackId: 't1', artVersion: 'v' }) // prettier-ignore
  expect(albumCard(album)).toMatchObject({ href: '/album/a%2F1', title: 'Tidewater', below: 'Mira Vale', belowHref: '/artist/m', art: { trackId: 't1', hasArt: true, artVersion: 'v' } }) // prettier-ignore
  expect(albumCard(album, 'year')).toMatchObject({ below: '2001', belowHref: null })
  const split = { ...album, artists: [...album.artists, { artistId: 'n', name: 'N' }] }
  expect(albumCard(split).belowHref).toBe(null)
})

test('what has no name has one on the screen, and a picture of its own', () => {
  expect(albumCard(albumOf({ title: '', artist: '', trackCount: 2, absentTracks: 2 }))).toMatchObject({ title: 'Unknown album', below: 'Unknown artist', art: { trackId: 'album', hasArt: false }, isAbsent: true }) // prettier-ignore
  expect(albumCard(albumOf({ artist: '', compilation: true })).below).toBe('Various artists')
  expect(albumCard(albumOf({ trackCount: 1, year: null }), 'year').below).toBe('1 track')
  expect(artistCard(artistOf({ name: '' })).title).toBe('Unknown artist')
})

test('an artist shows the most that there is', () => {
  const counts = [{ albumCount: 2, trackCount: 9 }, { trackCount: 1 }, { featuredCount: 1_200 }, { composerCount: 3 }]
  expect(counts.map((fields) => artistCard(artistOf(fields)).below)).toEqual([
    '2 albums',
    '1 track',
    'Guest on 1,200 tracks',
    'Composer of 3 tracks',
  ])
})
