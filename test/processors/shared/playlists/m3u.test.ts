import { describe, expect, it } from 'vitest'
import { m3uLines, m3uName, m3uOf, m3uTracks } from '../../../../processors/shared/playlists/m3u.ts'
import { referenceOf } from '../../../support/builders.ts'

const track = (path: string, title = path, artist = '') =>
  referenceOf(path, { path, title, artist, durationMs: 61_400 })

describe('a playlist as M3U', () => {
  it('is one line for what is said of a track and one for its path, whatever its tags hold', () => {
    expect(m3uOf('Ra\nin', [track('B/a.mp3', 'One\r\n#EXTM3U', 'Band'), track('b.mp3', 'Two')])).toBe(
      '#EXTM3U\n#PLAYLIST:Ra in\n#EXTINF:61,Band - One #EXTM3U\nB/a.mp3\n#EXTINF:61,Two\nb.mp3\n',
    )
  })

  it('is read with any line ends, a mark of the byte order, and comments', () => {
    expect(m3uLines('\uFEFF#EXTM3U\r\n#EXTINF:5,A - B\r# note\n\n x.mp3 \ny.mp3')).toStrictEqual([
      { line: 'x.mp3', name: 'A - B' },
      { line: 'y.mp3', name: null },
    ])
  })

  it('finds the track whose path agrees most, from its end', () => {
    const library = [track('A/1/01.mp3'), track('B/1/01.mp3'), track('B/2/01.mp3'), track('É/ö.mp3', 'T', 'Artist')]
    const pathOf = (line: string, name: string | null = null) => m3uTracks(library, [{ line, name }])[0]?.path ?? null
    expect(pathOf('/mnt/music/b/2/01.MP3')).toBe('B/2/01.mp3')
    expect(pathOf('D:\\B\\1\\01.mp3')).toBe('B/1/01.mp3')
    expect(pathOf('file:///x/%C3%89/o%CC%88.mp3')).toBe('É/ö.mp3')
    expect(pathOf('file:///x/%ZZ.mp3')).toBeNull()
    expect(pathOf('gone.mp3', 'ARTIST - T')).toBe('É/ö.mp3')
    expect(pathOf('../../etc/passwd')).toBeNull()
  })

  it('asks for as many names as are wanted, and of the parts of a file for the one that is called so', () => {
    const part = (title: string, startMs: number) => ({
      ...track('A/album.flac', title, 'Artist'),
      startMs,
      endMs: null,
    })
    const library = [part('One', 0), part('Two', 60_000), track('B/01.mp3', 'Three', 'Artist')]
    const titles = (fewest: number, ...lines: readonly (readonly [string, string | null])[]) =>
      m3uTracks(library, lines.map(([line, name]) => ({ line, name })), fewest).map((each) => each?.title ?? null) // prettier-ignore
    expect(titles(2, ['01.mp3', null], ['x/01.mp3', null], ['B/01.mp3', null])).toStrictEqual([null, null, 'Three'])
    const album = 'A/album.flac'
    expect(titles(1, [album, 'Artist - Two'], [album, 'Artist - Nothing'], [album, null], [album, 'Artist - Three'])).toStrictEqual(['Two', 'One', 'One', 'One']) // prettier-ignore
  })

  it('may call itself something', () => {
    expect([m3uName('#EXTM3U\n#PLAYLIST: Rain \na.mp3'), m3uName('a.mp3\n#PLAYLIST:')]).toStrictEqual(['Rain', null])
  })

  it('looks at no path once for each line, since most albums have a file of the same name', () => {
    let looks = 0
    const library = Array.from({ length: 2_000 }, (_, at) => ({
      ...track('', 'T'),
      get path() {
        looks += 1
        return `${at}/01.mp3`
      },
    }))
    const lines = Array.from({ length: 500 }, (_, at) => ({ line: `${at}/01.mp3`, name: null }))
    const found = m3uTracks(library, lines)
    expect(looks).toBeLessThan(5 * library.length)
    expect(found.map((each) => each?.path)).toStrictEqual(lines.map(({ line }) => line))
  })

  it('folds of a line without an end no more than a path may have', () => {
    const [long] = m3uTracks([track('a/01.mp3')], [{ line: `${'/'.repeat(1_000_000)}a/01.mp3`, name: null }])
    expect(long?.path).toBe('a/01.mp3')
  })
})
