import { describe, expect, it } from 'vitest'
import {
  libraryPlaylistId,
  libraryPlaylistsOf,
  playlistIn,
  playlistTracks,
} from '../../../processors/scan-library/playlist-files.ts'
import { libraryPlaylists } from '../../../schemas/topics.ts'
import type { AudioReference, LibraryPlaylist } from '../../../schemas/generated.ts'
import { trackId } from '../../../schemas/generated.ts'
import { KAFKA_MAX_RECORD_BYTES, referenceOf } from '../../support/builders.ts'

const track = (id: string, path: string, changes: Partial<AudioReference> = {}) =>
  referenceOf(id, { path, library: '/music', title: `Song ${id}`, artist: 'Band', ...changes })
const LIBRARY = [
  track('a', 'Band/Album/01.mp3'),
  track('b', 'Band/Album/02.mp3', { copies: [{ library: '/music', path: 'Copies/02.mp3', sizeBytes: 1, modifiedAt: 1, tags: null }] }), // prettier-ignore
  track('e', 'Bjo\u0308rk/Début.flac'),
  track('o', 'Band/Other/01.mp3', { library: '/more' }),
  track('p1', 'album.flac', { startMs: 60_000, title: 'Angel' }),
  track('p0', 'album.flac', { startMs: 0, endMs: 60_000, title: 'Risingson' }),
]
const tracksIn = (references: readonly AudioReference[]) => playlistTracks(new Map(references.map((each) => [each.trackId, each]))) // prettier-ignore
const found = tracksIn(LIBRARY)

function playlist(text: string, path = 'Lists/mix.m3u', tracks = found, before: LibraryPlaylist | null = null) {
  const read = playlistIn(path, text)
  if (read === null) throw new Error('no playlist')
  const file = { library: '/music', path, sizeBytes: 1, modifiedAt: 5, version: text.slice(0, 100), ...read }
  const [made] = libraryPlaylistsOf(
    [file],
    tracks,
    new Map(before === null ? [] : [[before.playlistId, before]]),
    'here',
    Infinity,
  )
  if (made === undefined) throw new Error('no playlist')
  return made
}
const entries = (text: string, path?: string) =>
  playlist(text, path).entries.map(({ trackId: id, text: said }) => id ?? said)

describe('a playlist file', () => {
  it.each([
    ['as the playlist sees it', '../Band/Album/01.mp3', 'a'],
    ['with backslashes', '..\\Band\\Album\\01.mp3', 'a'],
    ['in other case', '../band/ALBUM/01.MP3', 'a'],
    ['with other accents', '../Björk/De\u0301but.flac', 'e'],
    ['by the place of a copy', '../Copies/02.mp3', 'b'],
    ['by an absolute path', '/music/Band/Album/02.mp3', 'b'],
    ['in another library folder', '/more/Band/Other/01.mp3', 'o'],
    ['by an address', 'file:///music/Bj%C3%B6rk/D%C3%A9but.flac', 'e'],
    ['by an address with its host', 'file://localhost/music/Band/Album/01.mp3', 'a'],
    ['on another machine, by folder and name', 'D:\\Music\\Band\\Album\\01.mp3', 'a'],
  ])('names a file %s', (_, line, id) => expect(entries(line)).toStrictEqual([id]))

  it('names nothing outside of the library, and keeps what it says of that', () => {
    const text =
      '../../../etc/passwd\n/etc/passwd\n../../music/Band/Album/01.mp3\n#EXTINF:5,Someone - Else\nx.mp3\nhttp://127.0.0.1:9/Album/01.mp3'
    expect(entries(text)).toStrictEqual([
      '../../../etc/passwd',
      '/etc/passwd',
      'a',
      'Someone - Else',
      'http://127.0.0.1:9/Album/01.mp3',
    ])
  })

  it('finds by artist and title what is nowhere by its name', () =>
    expect(entries('#EXTINF:5,BAND - song A\ngone.mp3')).toStrictEqual(['a']))

  it('names all tracks of a file that is cut, or the one that is called so', () => {
    expect(entries('../album.flac')).toStrictEqual(['p0', 'p1'])
    expect(entries('#EXTINF:5,Band - Angel\n../album.flac\n#EXTINF:5,Risingson\n../album.flac')).toStrictEqual([
      'p1',
      'p0',
    ])
    expect(playlist('x.mp3\n../album.flac').entries.map(({ line }) => line)).toStrictEqual([0, 1, 1])
  })

  it('is called what it says, else by its file, and keeps its id', () => {
    expect([playlist('#PLAYLIST:Rain\n').name, playlist('').name, playlist('', 'Lists/.m3u').name]).toStrictEqual([
      'Rain',
      'mix',
      '.m3u',
    ])
    expect(playlist('', 'a.pls').playlistId).toBe(libraryPlaylistId({ library: '/music', path: 'a.pls' }))
    expect(libraryPlaylistId({ library: '/music', path: 'a.pls' })).toMatch(/^[0-9a-f]{32}$/)
  })

  it('is read as PLS by its end, and is none where it is the index of a stream', () => {
    expect(entries('[playlist]\nFile1=Band/Album/01.mp3\nTitle2=Gone\nFile2=gone.mp3', 'list.PLS')).toStrictEqual([
      'a',
      'Gone',
    ])
    expect(playlistIn('live.m3u8', '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n1.ts')).toBeNull()
  })

  it('still means what it meant before a file was moved, as long as it says the same', () => {
    const text = '../Band/Album/01.mp3\n../album.flac'
    const before = playlist(text)
    const moved = tracksIn(LIBRARY.map((each) => ({ ...each, path: `Sorted/${each.trackId}.mp3` })))
    expect(playlist(text, undefined, moved, before).entries).toStrictEqual(before.entries)
    expect(playlist(`${text}\n`, undefined, moved, before).entries.map(({ trackId: id }) => id)).toStrictEqual([
      null,
      null,
    ])
    const less = tracksIn(LIBRARY.filter(({ trackId: id }) => id !== trackId('a')))
    expect(playlist(text, undefined, less, before).entries.map(({ trackId: id }) => id)).toStrictEqual([
      null,
      'p0',
      'p1',
    ])
  })

  it('has 10,000 entries at most, in a record that a broker takes, whatever it says', () => {
    const long = '\u4e00'.repeat(250)
    const { entries: all, ...rest } = playlist(Array.from({ length: 20_000 }, (_, at) => `${at}${long}.mp3`).join('\n'))
    expect([all.length, all.filter(({ text }) => text !== '').length]).toStrictEqual([10_000, 500])
    expect(
      libraryPlaylists.value.encode({
        ...rest,
        entries: all.map((each) => ({ ...each, trackId: trackId('0'.repeat(32)) })),
      }).length,
    ).toBeLessThan(KAFKA_MAX_RECORD_BYTES)
  })

  it('is looked for in one pass over the library with all others', () => {
    let looks = 0
    const many = Array.from({ length: 1_000 }, (_, at) => {
      const plain = track(`t${at}`, `${at}/x.mp3`)
      Object.defineProperty(plain, 'title', {
        get() {
          looks += 1
          return `Title ${at}`
        },
      })
      return plain
    })
    const files = Array.from({ length: 50 }, (_, at) => {
      const path = `${at}.m3u`
      const lines = [{ line: 'gone.mp3', name: `Band - Title ${at}` }]
      return { library: '/music', path, sizeBytes: 1, modifiedAt: 1, version: 'v', name: null, lines }
    })
    const made = libraryPlaylistsOf(files, tracksIn(many), new Map(), 'here', Infinity)
    expect(made.map(({ entries: all }) => all[0]?.trackId)).toStrictEqual(files.map((_, at) => `t${at}`))
    expect(looks).toBe(many.length)
  })

  it('have so many entries in all with those of the parts that a line stands for', () => {
    const lines = Array.from({ length: 3 }, () => ({ line: 'album.flac', name: null }))
    const files = ['a.m3u', 'b.m3u', 'c.m3u'].map((path, at) => {
      const read = { name: null, lines: lines.slice(at) }
      return { library: '/music', path, sizeBytes: 1, modifiedAt: 1, version: 'v', ...read }
    })
    const made = libraryPlaylistsOf(files, found, new Map(), 'here', 9)
    expect(made.map(({ path, entries: all }) => [path, all.length])).toStrictEqual([
      ['a.m3u', 6],
      ['c.m3u', 2],
    ])
  })
})
