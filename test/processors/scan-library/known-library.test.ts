import { describe, expect, it } from 'vitest'
import type { AudioReference } from '../../../schemas/generated.ts'
import {
  isKnownMainFile,
  knownLibrary,
  knownReference,
  unchangedReference,
} from '../../../processors/scan-library/known-library.ts'
import { referenceOf } from '../../../processors/scan-library/reference.ts'
import { identityOf } from './identity.ts'
import { NO_FOLDER_PICTURES } from '../../../processors/scan-library/folder-art.ts'

const file = (path: string, modifiedAt = 1) => ({
  library: '/a',
  path,
  sizeBytes: 1,
  modifiedAt,
  ...NO_FOLDER_PICTURES,
})
const main = file('b.mp3')
const copy = file('c.mp3')
const reference: AudioReference = {
  ...referenceOf(main, identityOf('1'.repeat(64)), null, 'folder'),
  copies: [{ library: '/a', path: 'c.mp3', sizeBytes: 1, modifiedAt: 1 }],
}
const known = knownLibrary(new Map([[reference.trackId, reference]]))
const found = () => true

describe('what the topic held when a scan began', () => {
  it('names the track of each unchanged file, copies too', () => {
    const files = [main, copy, file('b.mp3', 2), file('new.mp3')]
    expect(files.map((each) => [knownReference(known, each), isKnownMainFile(known, each)])).toStrictEqual([
      [reference, true],
      [reference, false],
      [null, false],
      [null, false],
    ])
  })

  it('does not change with records that are written during the scan', () => {
    const tracks = new Map([[reference.trackId, reference]])
    const before = knownLibrary(tracks)
    tracks.clear()
    expect([before.tracks.size, knownReference(before, main)]).toStrictEqual([1, reference])
  })

  it('spares reading a file that is unchanged, and takes its present cover', () => {
    const covered = { ...main, folderArt: 'cover.jpg', folderArtVersion: 'v1' }
    const shown = { folderArt: 'cover.jpg', artVersion: 'v1' }
    expect(unchangedReference(known, covered, 'folder', found)).toStrictEqual({ ...reference, ...shown })
    const embedding = knownLibrary(new Map([[reference.trackId, { ...reference, hasArt: true, artVersion: 'e1' }]]))
    expect(unchangedReference(embedding, covered, 'folder', found)).toMatchObject({
      folderArt: 'cover.jpg',
      artVersion: 'e1',
    })
  })

  it('spares reading a copy while the file that stands for its track is there', () => {
    expect([
      unchangedReference(known, copy, 'folder', found)?.path,
      unchangedReference(known, copy, 'folder', () => false),
    ]).toStrictEqual(['c.mp3', null])
  })

  it('does not spare a file whose lyrics came, went or have another name', () => {
    const withLyrics = knownLibrary(new Map([[reference.trackId, { ...reference, lyricsPath: 'b.lrc' }]]))
    expect([
      unchangedReference(known, { ...main, lyricsPath: 'b.lrc' }, 'folder', found),
      unchangedReference(withLyrics, main, 'folder', found),
      unchangedReference(withLyrics, { ...main, lyricsPath: 'b.lrc' }, 'folder', found)?.lyricsPath,
    ]).toStrictEqual([null, null, 'b.lrc'])
  })

  it('does not spare a file of another origin, or one that an older tag reader read', () => {
    const old = { ...reference, tagsVersion: 0 }
    expect([
      unchangedReference(known, main, 'demo', found),
      unchangedReference(knownLibrary(new Map([[old.trackId, old]])), main, 'folder', found),
    ]).toStrictEqual([null, null])
  })

  it('does not spare a copy that now comes before the file that stood for the track', () => {
    const first = { ...reference, copies: [{ library: '/a', path: 'a.mp3', sizeBytes: 1, modifiedAt: 1 }] }
    const before = knownLibrary(new Map([[first.trackId, first]]))
    expect(unchangedReference(before, file('a.mp3'), 'folder', found)).toBeNull()
  })
})
