import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fmaTables } from '../../../processors/scan-library/edge/fma-tables.ts'
import { described } from '../../../processors/scan-library/fma/described.ts'
import { trackId } from '../../../schemas/generated.ts'
import type { AudioReference } from '../../../schemas/generated.ts'
import { identityKey } from '../../../processors/shared/entities/names.ts'
import { audioReferences } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { referenceOf, START } from '../../support/builders.ts'
import { fmaPath, writeFmaMetadata } from '../../support/fma.ts'
import type { FmaRow } from '../../support/fma.ts'
import { temporaryFolders } from '../../support/temporary.ts'
import { grouped } from './rig.ts'

const newFolder = temporaryFolders('group-fma')

/** What the tags of the files say besides: not what the data set says. */
const OWN_TAGS: Partial<AudioReference> = {
  ...{ albumArtist: 'Free Music Archive', albumArtists: ['Free Music Archive'], featuredArtists: ['Somebody'] },
  ...{ source: 'fma', library: '/fma' },
}

/** The references that a scan of the data set makes. */
async function referencesOf(rows: readonly FmaRow[]): Promise<readonly AudioReference[]> {
  const folder = newFolder()
  await writeFmaMetadata(folder, rows)
  const references: AudioReference[] = []
  for await (const track of fmaTables(join(folder, 'fma_metadata')).tracks(new AbortController().signal)) {
    const own = { ...OWN_TAGS, path: fmaPath('large', track.id) }
    references.push(described(referenceOf(String(track.id), own), track))
  }
  return references
}

const libraryOf = (references: readonly AudioReference[]) =>
  grouped(...references.map((each) => record(audioReferences, trackId(each.trackId), each, START)))

/** The shapes that the real table has: names that many ids share, albums by several artists, albums and tracks without an id. */
function* rowsLikeTheTable(count: number): Generator<FmaRow> {
  for (let id = 1; id <= count; id += 1) {
    const album = Math.ceil(id / 7)
    const artist = album % 9 === 0 ? id : Math.ceil(album / 2)
    yield {
      id,
      subset: 'large',
      albumId: album % 50 === 0 ? '-1' : `${album}${id % 2 === 0 ? '' : '.0'}`,
      album: album % 10 === 5 ? 'Live at WFMU' : album % 33 === 0 ? '' : `Album ${album}`,
      artistId: String(artist),
      artist: artist % 20 === 0 ? 'Various Artists' : artist % 21 === 0 ? 'Cheese' : `Artist ${artist}`,
      released: `${2000 + (album % 3)}-01-01`,
      number: String((id % 7) + 1),
      genreTop: 'Folk',
    }
  }
}

/** A column of the table as it counts its albums or artists. */
const distinct = (ids: readonly (string | undefined)[]): number =>
  new Set(ids.map(Number).filter((id) => Number.isInteger(id) && id > 0)).size

describe('the Free Music Archive', () => {
  const rows = [...rowsLikeTheTable(2_100)]

  it('has as many albums and artists as its table has ids of them', async () => {
    const references = await referencesOf(rows)
    const { albums, artists } = libraryOf(references)
    const numbered = albums.filter(({ sourceId }) => sourceId !== null)
    expect(numbered.length).toBe(distinct(rows.map(({ albumId }) => albumId)))
    expect(artists.length).toBe(distinct(rows.map(({ artistId }) => artistId)))
    // Tracks that the table gives no album id are on the album that they name: 6 of 300 here.
    expect(albums.length - numbered.length).toBe(6)
    // By name alone there would be fewer: that many artists have the name of another.
    const names = new Set(references.map(({ artist }) => identityKey(artist)))
    expect([artists.length, artists.length - names.size]).toStrictEqual([367, 51])
  })

  it('keeps its ids in the records', async () => {
    const [album] = libraryOf(await referencesOf(rows.slice(0, 7))).albums
    expect(album).toMatchObject({ sourceId: 'fma:1', trackCount: 7, artist: 'Artist 1', title: 'Album 1' })
  })
})
