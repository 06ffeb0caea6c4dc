import { expect, it } from 'vitest'
import { described } from '../../../../processors/scan-library/fma/described.ts'
import type { FmaTrack } from '../../../../processors/scan-library/fma/row.ts'
import { referenceOf } from '../../../../processors/scan-library/reference.ts'
import { identityOf } from '../identity.ts'
import { NO_FOLDER_PICTURES } from '../../../../processors/scan-library/folder-art.ts'

const reference = {
  ...referenceOf(
    { library: '/fma', path: 'fma_small/000/000002.mp3', sizeBytes: 1, modifiedAt: 1, ...NO_FOLDER_PICTURES },
    identityOf('1'.repeat(64)),
    null,
    'fma',
  ),
  ...{ title: 'File', artist: 'File artist', album: 'File album', genres: ['Rock'], year: 1999 },
  ...{ trackNumber: 9, licence: 'CC0-1.0', durationMs: 30_000 },
}
const empty: FmaTrack = {
  ...{ id: 2, subset: 'small', title: '', artist: '', album: '', genres: [] },
  ...{ year: null, trackNumber: null, licence: null, albumId: null, artistId: null },
}

it('prefers what the table says, except the length', () => {
  const track: FmaTrack = {
    ...{ id: 2, subset: 'small', title: 'Food', artist: 'AWOL', album: 'A Way Of Life', genres: ['Hip-Hop'] },
    ...{ year: 2008, trackNumber: 3, licence: 'Attribution', albumId: '1', artistId: '4' },
  }
  const { id, subset, albumId, artistId, ...facts } = track
  expect([subset, described(reference, track)]).toStrictEqual([
    'small',
    {
      ...{ ...reference, ...facts, artists: ['AWOL'], featuredArtists: [] },
      ...{ sourceId: String(id), sourceAlbumId: albumId, sourceArtistId: artistId },
    },
  ])
})

it('keeps what the table does not say', () => {
  expect(described(reference, empty)).toStrictEqual({ ...reference, sourceId: '2' })
})
