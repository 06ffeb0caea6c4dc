import { describe, expect, it } from 'vitest'
import { columnsOf, fmaTrack, idOfPath } from '../../../../processors/scan-library/fma/row.ts'

const groups = [
  '',
  'album',
  'album',
  'album',
  'artist',
  'artist',
  'set',
  'track',
  'track',
  'track',
  'track',
  'track',
  'track',
]
const names = [
  '',
  'id',
  'date_released',
  'title',
  'id',
  'name',
  'subset',
  'genre_top',
  'genres',
  'genres_all',
  'license',
  'number',
  'title',
]
const columns = columnsOf(groups, names, ['track_id'])
const genres = new Map([
  [10, 'Pop'],
  [17, 'Folk'],
  [76, 'Experimental Pop'],
])

describe('a row of tracks.csv', () => {
  it('is told apart by group and name, with genres by name, the main one first', () => {
    const row = [
      '20',
      '4',
      '2009-01-06',
      'Niris',
      '1.0',
      'Nicky Cook\n',
      'large',
      'Folk',
      '[76, 999]',
      '[17, 10, 76]',
      'CC BY',
      '3',
      'Spiritual Level',
    ]
    expect(fmaTrack(columns, row, genres)).toStrictEqual({
      id: 20,
      subset: 'large',
      title: 'Spiritual Level',
      artist: 'Nicky Cook',
      album: 'Niris',
      genres: ['Folk', 'Experimental Pop', 'Pop'],
      year: 2009,
      trackNumber: 3,
      licence: 'CC BY',
      albumId: '4',
      artistId: '1',
    })
  })

  it('says nothing where it is empty or senseless', () => {
    const row = ['7', '-1', '0000-00-00', '', 'nan', '', 'unheard-of', '', 'nan', '', '', '-1', '']
    expect(fmaTrack(columns, row, genres)).toStrictEqual({
      ...{
        id: 7,
        subset: 'full',
        title: '',
        artist: '',
        album: '',
        genres: [],
        year: null,
        trackNumber: null,
        licence: null,
        albumId: null,
        artistId: null,
      },
    })
    expect([fmaTrack(columns, ['x'], genres), fmaTrack(columns, [], genres)]).toStrictEqual([null, null])
  })

  it('is refused under another head', () => {
    expect(() => columnsOf(['', 'set'], ['', 'subset'], ['id'])).toThrow(
      'tracks.csv has no track_id in the third line, no track.title, no artist.name, no album.title, no track.genre_top, no track.genres: is it the one of fma_metadata?',
    )
  })
})

it.each([
  ['fma_small/000/000002.mp3', 2],
  ['fma_full/155/155320.mp3', 155_320],
  ['fma_small/000/2.mp3', null],
  ['fma_small/README.txt', null],
])('%s is the audio of %s', (path, id) => {
  expect(idOfPath(path)).toBe(id)
})
