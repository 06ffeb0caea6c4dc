import { describe, expect, it } from 'vitest'
import {
  below,
  folderOf,
  foundNames,
  nameOf,
  pathSeenFrom,
  stemOf,
} from '../../../processors/scan-library/found-names.ts'

const names = foundNames(['A/x.flac', 'a/X.flac', 'a/x.mp3', 'a/é.mp3'].map((path) => ({ library: '/a', path })))

describe('the names of files', () => {
  it('lead to the very file, else to the first in other letters', () => {
    const paths = ['a/X.flac', 'A/X.FLAC', 'a/e\u0301.MP3', 'a/y.mp3'].map((path) => names.at(path)?.path ?? null)
    expect(paths).toStrictEqual(['a/X.flac', 'A/x.flac', 'a/é.mp3', null])
  })

  it('lead to files of other formats', () => {
    expect(names.withStem('a', 'x.wav').map(({ path }) => path)).toStrictEqual(['A/x.flac', 'a/X.flac', 'a/x.mp3'])
    expect(names.withStem('', 'x.wav')).toStrictEqual([])
  })

  it.each([
    ['song.mp3', 'a/b/song.mp3'],
    ['.\\..\\song.mp3', 'a/song.mp3'],
    ['..//../song.mp3', 'song.mp3'],
    ['../../../song.mp3', null],
    ['/etc/passwd', null],
    ['c:\\song.mp3', null],
    ['x/'.repeat(3_000), null],
  ])('mean below the library folder: %s', (text, path) => expect(pathSeenFrom('a/b', text)).toBe(path))

  it('have parts', () => {
    expect([stemOf('a.b/c.d.mp3'), stemOf('a.b/c'), folderOf('a/b/c'), folderOf('c'), nameOf('a/b'), below('', 'c')]).toStrictEqual(['a.b/c.d', 'a.b/c', 'a/b', '', 'b', 'c']) // prettier-ignore
  })
})
