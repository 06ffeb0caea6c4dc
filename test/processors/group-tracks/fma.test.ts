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
import { distinctIds, fmaPath, rowsLikeTheTable, writeFmaMetadata } from '../../support/fma.ts'
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

describe('the Free Music Archive', () => {
  const rows = [...rowsLikeTheTable(2_100)]

  it('has as many albums and artists as its table has ids of them', async () => {
    const references = await referencesOf(rows)
    const { albums, artists } = libraryOf(references)
    const numbered = albums.filter(({ sourceId }) => sourceId !== null)
    expect(numbered.length).toBe(distinctIds(rows.map(({ albumId }) => albumId)))
    expect(artists.length).toBe(distinctIds(rows.map(({ artistId }) => artistId)))
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
