import { describe, expect, it } from 'vitest'
import type { AudioReference, CopyTags, FileCopy } from '../../../schemas/generated.ts'
import {
  isKnownMainFile,
  knownLibrary,
  knownReference,
  unchangedTracks,
} from '../../../processors/scan-library/known-library.ts'
import { referenceOf } from '../../../processors/scan-library/reference.ts'
import { TAGS_VERSION } from '../../../processors/scan-library/tags.ts'
import { identityOf } from './identity.ts'
import { NO_FOLDER_PICTURES } from '../../../processors/scan-library/folder-art.ts'

const file = (path: string, modifiedAt = 1) => ({
  library: '/a',
  path,
  sizeBytes: 1,
  modifiedAt,
  ...NO_FOLDER_PICTURES,
})
const read: CopyTags = {
  ...{ contentHash: 'c', tagsVersion: TAGS_VERSION, tagScore: 0, artVersion: null, lyricsPath: null },
  ...{ cueSheetVersion: null },
  lyrics: 'none',
}
const copyAt = (path: string, tags: CopyTags | null = read): FileCopy => ({
  ...{ library: '/a', path, sizeBytes: 1, modifiedAt: 1, tags },
})
const main = file('b.mp3')
const copy = file('c.mp3')
const reference: AudioReference = {
  ...referenceOf(main, identityOf('1'.repeat(64)), null, 'folder'),
  copies: [copyAt('c.mp3')],
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
    expect(unchangedTracks(known, covered, 'folder', found)?.[0]?.reference).toStrictEqual({ ...reference, ...shown })
    const embedding = knownLibrary(new Map([[reference.trackId, { ...reference, hasArt: true, artVersion: 'e1' }]]))
    expect(unchangedTracks(embedding, covered, 'folder', found)?.[0]?.reference).toMatchObject({
      folderArt: 'cover.jpg',
      artVersion: 'e1',
    })
  })

  it('spares reading a copy while the file that stands for its track is there', () => {
    expect([
      unchangedTracks(known, copy, 'folder', found),
      unchangedTracks(known, copy, 'folder', () => false),
    ]).toStrictEqual([
      [{ file: copy, trackId: reference.trackId, soundKey: reference.soundHash, reference: null, tags: read }],
      null,
    ])
  })

  it('does not spare a file whose lyrics came, went or have another name', () => {
    const withLyrics = knownLibrary(new Map([[reference.trackId, { ...reference, lyricsPath: 'b.lrc' }]]))
    expect([
      unchangedTracks(known, { ...main, lyricsPath: 'b.lrc' }, 'folder', found),
      unchangedTracks(withLyrics, main, 'folder', found),
      unchangedTracks(withLyrics, { ...main, lyricsPath: 'b.lrc' }, 'folder', found)?.[0]?.reference?.lyricsPath,
    ]).toStrictEqual([null, null, 'b.lrc'])
  })

  it('does not spare a file of another origin, or one that an older tag reader read', () => {
    const old = { ...reference, tagsVersion: 0 }
    expect([
      unchangedTracks(known, main, 'demo', found),
      unchangedTracks(knownLibrary(new Map([[old.trackId, old]])), main, 'folder', found),
    ]).toStrictEqual([null, null])
  })

  it('does not spare a copy of which nothing, too little or what is no more was read', () => {
    const withCopy = (tags: CopyTags | null) => {
      const whole = { ...reference, copies: [copyAt('c.mp3', tags)] }
      return unchangedTracks(knownLibrary(new Map([[whole.trackId, whole]])), copy, 'folder', found)
    }
    const tags = [null, { ...read, tagsVersion: TAGS_VERSION - 1 }, { ...read, lyricsPath: 'c.lrc' }, { ...read, cueSheetVersion: 'v' }] // prettier-ignore
    expect(tags.map(withCopy)).toStrictEqual([null, null, null, null])
  })

  it('gives a file that stands for its track without what its copies gave', () => {
    const given = {
      ...{ artVersion: 'v1', coverFrom: { library: '/a', path: 'c.mp3', isEmbedded: true } },
      ...{ lyrics: 'timed' as const, lyricsFrom: { library: '/a', path: 'c.mp3', lyricsPath: 'c.lrc' } },
    }
    const before = knownLibrary(new Map([[reference.trackId, { ...reference, ...given }]]))
    expect(unchangedTracks(before, main, 'folder', found)?.[0]?.reference).toStrictEqual(reference)
  })
})
