import { describe, expect, it } from 'vitest'
import { isCut, layOut, whyBehindTheEnd } from '../../../processors/scan-library/cue-layout.ts'
import { cueSheetOf } from '../../../processors/scan-library/cue-sheet.ts'

/** A sheet of some files with a number of tracks each. */
const sheet = (path: string, ...files: readonly (readonly [name: string, tracks: number])[]) => {
  const lines = files.flatMap(([name, tracks]) => [
    `FILE "${name}" WAVE`,
    ...Array.from({ length: tracks }, (_, at) => `TRACK ${at + 1} AUDIO\nINDEX 01 ${at}:00:00`),
  ])
  return { library: '/a', path, version: path, sheet: cueSheetOf(lines.join('\n')) }
}
const files = (...paths: readonly string[]) => paths.map((path) => ({ library: '/a', path }))
const laidOn = (sheets: readonly ReturnType<typeof sheet>[], ...paths: readonly string[]) => {
  const { laid, problems } = layOut(sheets, files(...paths))
  return [[...laid].map(([path, { version, tracks }]) => [path, version, tracks.length]), problems.map(({ path }) => path)] // prettier-ignore
}

describe('a cue sheet', () => {
  it.each([
    ['as it is', 'album.flac', 'x/album.flac'],
    ['in a folder that is not there', 'Rips/album.flac', 'x/album.flac'],
    ['in other case', 'ALBUM.FLAC', 'x/album.flac'],
    ['with its accents as two characters', 'Bjo\u0308rk.flac', 'x/Björk.flac'],
    ['before it was converted', 'album.wav', 'x/album.flac'],
    ['in a folder below', 'cd\\album.wav', 'x/cd/album.flac'],
    ['on another machine', 'C:\\Rips\\album.flac', 'x/album.flac'],
    ['through folders above', '..\\x\\album.flac', 'x/album.flac'],
    ['outside of the library', '../../../../etc/album.flac', 'x/album.flac'],
  ])('is of the file that it names %s', (_, name, path) =>
    expect(laidOn([sheet('x/sheet.cue', [name, 2])], path, 'album.flac', 'y/album.flac')).toStrictEqual([[[path, 'x/sheet.cue', 2]], []])) // prettier-ignore

  it.each([
    ['album.cue', 'album.flac'],
    ['album.flac.cue', 'album.flac'],
  ])('called %s is of %s beside it, whatever file it names', (path, file) =>
    expect(laidOn([sheet(path, ['CDImage.wav', 2])], file, 'other.flac')).toStrictEqual([[[file, path, 2]], []]),
  )

  it('may be of several files, those of a disc or of formats', () => {
    const disc = sheet('disc.cue', ['01.wav', 1], ['02.wav', 2], ['03.wav', 1])
    expect(laidOn([disc], '01.flac', '02.flac', '03.flac')).toStrictEqual([
      [['01.flac', 'disc.cue', 1], ['02.flac', 'disc.cue', 2], ['03.flac', 'disc.cue', 1]], // prettier-ignore
      [],
    ])
    expect(layOut([disc], files('01.flac')).laid.get('01.flac')?.trackTotal).toBe(4)
    expect(laidOn([sheet('a.cue', ['album.wav', 2])], 'album.flac', 'album.mp3')[0]).toHaveLength(2)
  })

  it('counts before others that mean the same file less surely, and that come later', () => {
    const [converted, named, later] = [sheet('1.cue', ['a.wav', 2]), sheet('2.cue', ['a.flac', 3]), sheet('3.cue', ['a.flac', 4])] // prettier-ignore
    expect(laidOn([later, converted, named], 'a.flac')).toStrictEqual([[['a.flac', '2.cue', 3]], []])
  })

  it('is told of, with what to do, when its file is not there or nothing in it can be read', () => {
    const { problems } = layOut([sheet('x/a.cue', ['gone.wav', 2]), sheet('b.cue'), sheet('c.cue', ['01.wav', 1], ['02.wav', 1], ['03.wav', 1])], files('01.flac')) // prettier-ignore
    expect(problems.map(({ path, why }) => `${path}: ${why}`)).toStrictEqual([
      'b.cue: this cue sheet has no track whose start can be read; mend it, or remove it',
      'c.cue: this cue sheet names 02.wav and 1 more, which is not there; put it beside the sheet, or remove the sheet',
      'x/a.cue: this cue sheet names gone.wav, which is not there; put it beside the sheet, or remove the sheet',
    ])
    expect(whyBehindTheEnd(1, 'x/a.flac')).toBe('a track of its cue sheet starts behind the end of a.flac, and is left out; mend the sheet, or copy the file again') // prettier-ignore
    expect(whyBehindTheEnd(2, 'x/a.flac')).toBe('2 tracks of its cue sheet start behind the end of a.flac, and are left out; mend the sheet, or copy the file again') // prettier-ignore
  })

  it('cuts a file only into more than one track', () => {
    const { laid } = layOut([sheet('a.cue', ['a.flac', 1], ['b.flac', 2])], files('a.flac', 'b.flac'))
    expect([...laid.values()].map((each) => isCut({ sheet: each }))).toStrictEqual([false, true])
    expect([isCut({}), isCut({ sheet: null })]).toStrictEqual([false, false])
  })
})
