import { describe, expect, it } from 'vitest'
import {
  albumArtistClaims,
  albumClaim,
  albumIdOf,
  artistClaims,
  artistIdsOf,
  discOf,
  featuredClaims,
  genreIdOf,
  workIdOf,
} from '../../../../processors/shared/entities/ids.ts'
import type { AudioReference, MusicBrainzIds } from '../../../../schemas/generated.ts'
import { referenceOf } from '../../../support/builders.ts'

const of = (changes: Partial<AudioReference>): AudioReference => referenceOf('t', changes)
const musicBrainz = (ids: Partial<MusicBrainzIds>): MusicBrainzIds => ({
  ...{ recordingId: null, trackId: null, releaseId: null, releaseGroupId: null, workId: null },
  ...{ artistIds: [], albumArtistIds: [], ...ids },
})
const RELEASE = '11111111-1111-4111-8111-111111111111'
const ANNA = '22222222-2222-4222-8222-222222222222'
const BEN = '33333333-3333-4333-8333-333333333333'
const SEVERAL = '89ad4ac3-39f7-470e-963a-56509c546377'

describe('the id of an album', () => {
  it.each<[string, Partial<AudioReference>, Partial<AudioReference>]>([
    [
      'spelled otherwise',
      { album: 'Ágætis byrjun', artist: 'Sigur Rós' },
      { album: 'AGAETIS  BYRJUN', artist: 'sigur ros' },
    ],
    ['of several discs', { album: 'The Wall (Disc 1)', artist: 'A' }, { album: 'The Wall CD2', artist: 'A' }],
    [
      'with guests on some tracks',
      { album: 'X', artist: 'A feat. B', artists: ['A'], featuredArtists: ['B'] },
      { album: 'X', artist: 'A', artists: ['A'] },
    ],
    [
      'with an album artist',
      { album: 'X', artist: 'B', albumArtist: 'A' },
      { album: 'X', artist: 'C', albumArtists: ['A'] },
    ],
    [
      'of a compilation',
      { album: 'X', artist: 'B', compilation: true },
      { album: 'X', artist: 'C', albumArtist: 'Various' },
    ],
    [
      'with a MusicBrainz id, whatever else is corrected',
      { album: 'Abbey Raod', artist: 'Beatles', year: 1969, musicBrainz: musicBrainz({ releaseId: RELEASE }) },
      { album: 'Abbey Road', artist: 'The Beatles', musicBrainz: musicBrainz({ releaseId: RELEASE }) },
    ],
    [
      'of a data set, whatever its names are',
      { album: 'X', source: 'fma', sourceAlbumId: '1', sourceArtistId: '1' },
      { album: 'Y', source: 'fma', sourceAlbumId: '1', sourceArtistId: '2' },
    ],
  ])('is one for an album %s', (_, a, b) => {
    expect(albumIdOf(of(a))).toMatch(/^[0-9a-f]{32}$/)
    expect(albumIdOf(of(a))).toBe(albumIdOf(of(b)))
  })

  it.each<[string, Partial<AudioReference>, Partial<AudioReference>]>([
    ['of two artists', { album: 'Greatest Hits', artist: 'Queen' }, { album: 'Greatest Hits', artist: 'ABBA' }],
    ['of two years', { album: 'X', artist: 'A', year: 1969 }, { album: 'X', artist: 'A', year: 2019 }],
    [
      'of two releases',
      { album: 'X', artist: 'A', musicBrainz: musicBrainz({ releaseId: RELEASE }) },
      { album: 'X', artist: 'A', musicBrainz: musicBrainz({ releaseId: ANNA }) },
    ],
    [
      'that a data set tells apart',
      { album: 'X', artist: 'A', source: 'fma', sourceAlbumId: '1' },
      { album: 'X', artist: 'A', source: 'fma', sourceAlbumId: '2' },
    ],
  ])('is another for albums of one title %s', (_, a, b) => {
    expect(albumIdOf(of(a))).not.toBe(albumIdOf(of(b)))
  })

  it('is none without a tag', () => {
    expect(['', 'Unknown Album', '<unknown>'].map((album) => albumIdOf(of({ album, artist: 'A' })))).toStrictEqual([
      null,
      null,
      null,
    ])
  })

  it('never changes: it is kept in topics', () => {
    expect([
      albumIdOf(of({ album: 'Blue', artist: 'Joni Mitchell', year: 1971 })),
      artistIdsOf(of({ artist: 'Joni Mitchell' }))[0],
      genreIdOf('Hip-Hop'),
      workIdOf(of({ work: 'Symphony No. 5', composers: ['Ludwig van Beethoven'] })),
      albumIdOf(of({ album: '', musicBrainz: musicBrainz({ releaseId: RELEASE }) })),
    ]).toMatchInlineSnapshot(`
      [
        "c392bd0254b72bfea8741019d90f7eda",
        "7dc9db26785debedc498279a0a705e63",
        "14d5efae43568e26c4e7a8f39dc88d09",
        "4b95b2432c1c0773c92316a114759b2e",
        "548ebe66bf69a95371ff1588be9bad27",
      ]
    `)
  })
})

describe('the artists of a track', () => {
  it('are those that the tags list, else the credit of earlier references', () => {
    expect(artistClaims(of({ artist: 'A & B', artists: ['A', 'B'] })).map(({ name }) => name)).toStrictEqual(['A', 'B'])
    expect(artistClaims(of({ artist: 'AC/DC' })).map(({ name }) => name)).toStrictEqual(['AC/DC'])
    expect(artistClaims(of({ artist: '' }))).toStrictEqual([])
  })

  it('are one for a name however it is spelled', () => {
    expect(artistIdsOf(of({ artist: 'Beyoncé' }))).toStrictEqual(artistIdsOf(of({ artist: 'BEYONCE' })))
  })

  it('take their MusicBrainz ids in order, guests behind them', () => {
    const reference = of({
      artists: ['A'],
      featuredArtists: ['B'],
      musicBrainz: musicBrainz({ artistIds: [ANNA, BEN] }),
    })
    const [anna] = artistIdsOf(of({ artists: ['Anna'], musicBrainz: musicBrainz({ artistIds: [ANNA] }) }))
    const [ben] = artistIdsOf(of({ artists: ['Ben'], musicBrainz: musicBrainz({ artistIds: [BEN] }) }))
    expect([artistClaims(reference)[0]?.known, featuredClaims(reference)[0]?.known]).toStrictEqual([anna, ben])
  })

  it('take none where ids and names do not go together', () => {
    expect(
      artistClaims(of({ artists: ['A'], musicBrainz: musicBrainz({ artistIds: [ANNA, BEN] }) }))[0]?.known,
    ).toBeNull()
  })

  it('are not a word for several or for nobody', () => {
    expect(artistClaims(of({ artist: 'Various Artists' }))).toStrictEqual([])
    expect(albumArtistClaims(of({ albumArtist: 'VA' }))).toStrictEqual([])
    const ids = musicBrainz({ albumArtistIds: [SEVERAL] })
    expect(albumArtistClaims(of({ albumArtists: ['Sampler'], musicBrainz: ids }))).toStrictEqual([])
  })

  it('of a data set are the one that it names', () => {
    const changes = {
      artist: 'Various Artists',
      artists: ['X', 'Y'],
      source: 'fma',
      sourceArtistId: '4',
      albumArtist: 'Z',
    }
    expect([
      artistClaims(of(changes)).length,
      featuredClaims(of(changes)),
      albumArtistClaims(of(changes)),
    ]).toStrictEqual([1, [], []])
  })
})

it('tells works of one title by their composer', () => {
  const work = 'Symphony No. 5'
  expect(workIdOf(of({ work, composers: ['Mahler'] }))).not.toBe(workIdOf(of({ work, composers: ['Beethoven'] })))
  expect(workIdOf(of({ artist: 'A' }))).toBeNull()
})

it('says of an album without an album artist that its artist is a guess', () => {
  expect([
    albumClaim(of({ album: 'X', artist: 'A' }))?.hasAlbumArtist,
    albumClaim(of({ album: 'X', artist: 'A', albumArtist: 'A' }))?.hasAlbumArtist,
    albumClaim(of({ album: 'X', artist: 'A', compilation: true }))?.hasAlbumArtist,
  ]).toStrictEqual([false, true, true])
})

it.each<[number, Partial<AudioReference>]>([
  [3, { discNumber: 3, album: 'X (CD 2)', path: 'X/CD1/a.flac' }],
  [2, { album: 'X (CD 2)', path: 'X/CD1/a.flac' }],
  [1, { album: 'X', path: 'X/CD1/a.flac' }],
  [1, { album: 'X', path: 'X/a.flac' }],
])('finds disc %i of a track', (disc, changes) => {
  expect(discOf(of(changes))).toBe(disc)
})
