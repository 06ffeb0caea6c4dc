import { chmod, mkdir, readFile, rename, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { openScanner } from '../../../../processors/scan-library/edge/scanner.ts'
import { knownReferences } from '../../../../processors/scan-library/scan-library.ts'
import { tagsFrom } from '../../../../processors/scan-library/tags.ts'
import { standingTrack, trackAliasTable } from '../../../../processors/shared/aliases/track-aliases.ts'
import { trackId } from '../../../../schemas/generated.ts'
import type { AudioReference, TrackId } from '../../../../schemas/generated.ts'
import { folderOfFiles } from '../folder-of-files.ts'

const folder = folderOfFiles('cue-sheets')
const put = folder.put

const sheet = (file: string, ...starts: readonly string[]) =>
  [`TITLE "Album"`, `FILE "${file}" WAVE`]
    .concat(starts.map((start, at) => `TRACK ${at + 1} AUDIO\nTITLE "Song ${at + 1}"\nINDEX 01 ${start}`))
    .join('\n')

/** Files say how long they are: `<sound> <seconds>`. */
function library(now = () => 10_000_000, skipUnstable = false) {
  const topic = new Map<TrackId, AudioReference>()
  const aliases = trackAliasTable.create()
  const lines: string[] = []
  const [read, deleted]: [string[], TrackId[]] = [[], []]
  const scannerOf = (instance = 'here') =>
    openScanner([{ folder: folder.root, origin: 'folder' }], topic, {
      log: pino({}, { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) }),
      signal: new AbortController().signal,
      tags: {
        async read({ library: folder, path }) {
          read.push(path)
          const [head = '', cueSheet = null] = (await readFile(join(folder, path), 'utf8')).split('\0')
          const [, seconds] = head.split(' ')
          return { tags: tagsFrom({ native: {}, durationSeconds: Number(seconds) }), why: '', cueSheet }
        },
        close: () => Promise.resolve(),
      },
      ...{ instance, forgetAfterMs: Infinity, now, skipUnstable, onProgress: () => undefined },
      send(records) {
        for (const each of records) knownReferences.apply(topic, each)
        deleted.push(...records.flatMap(({ key, value }) => (value === null ? [key] : [])))
        return Promise.resolve()
      },
      sendAliases(records) {
        for (const each of records) trackAliasTable.apply(aliases, each)
        return Promise.resolve()
      },
    })
  const tracks = () =>
    [...topic.values()]
      .sort((a, b) => (a.path === b.path ? (a.startMs ?? 0) - (b.startMs ?? 0) : a.path < b.path ? -1 : 1))
      .map(({ path, title, startMs }) => [path, title, startMs])
  return { topic, aliases, lines, read, deleted, scannerOf, tracks, idOf: (title: string) => [...topic.values()].find((each) => each.title === title)?.trackId } // prettier-ignore
}

const PARTS = [
  ['album.flac', 'Song 1', 0],
  ['album.flac', 'Song 2', 60_000],
  ['album.flac', 'Song 3', 120_000],
]
const THREE = sheet('album.wav', '00:00:00', '01:00:00', '02:00:00')

describe('the tracks of a cue sheet', () => {
  it('take the place of their file at once, and give it back, without a lost like', async () => {
    const { topic, scannerOf, tracks, deleted, aliases, lines } = library()
    const scanner = scannerOf()
    await put('album.flac', 'sound 180')
    await scanner.scan()
    const [whole] = [...topic.keys()]
    await put('album.cue', THREE)
    const cut = await scanner.scan()
    expect([tracks(), cut.incomplete, cut.counts]).toMatchObject([PARTS, false, { found: 1, new: 3, removed: 1, hashed: 0 }]) // prettier-ignore
    const parts = [...topic.keys()]
    await rm(join(folder.root, 'album.cue'))
    await scanner.scan()
    expect([tracks(), [...topic.keys()]]).toStrictEqual([[['album.flac', 'album', null]], [whole]])
    await put('album.cue', THREE)
    await scanner.scan()
    expect([...topic.keys()]).toStrictEqual(parts)
    expect(deleted).toStrictEqual([whole, ...parts.toSorted(), whole])
    expect([...aliases]).toStrictEqual([])
    expect(lines).toStrictEqual([])
  })

  it('take the place of a file that an earlier version told by its bytes, and give its likes back with it', async () => {
    const { topic, aliases, scannerOf, tracks } = library()
    await put('album.flac', 'sound 180')
    await scannerOf().scan()
    const [now] = topic.values()
    if (now === undefined) throw new Error('no track')
    const old = trackId('0'.repeat(32))
    topic.clear()
    topic.set(old, { ...now, trackId: old, soundHash: null, tagsVersion: 0, scannedBy: null })
    await put('album.cue', THREE)
    const scanner = scannerOf()
    await scanner.scan()
    expect(tracks()).toStrictEqual(PARTS)
    await rm(join(folder.root, 'album.cue'))
    await scanner.scan()
    expect([...topic.keys()]).toStrictEqual([standingTrack(aliases, old)])
  })

  it('are not read again while neither file nor sheet changes, by another scanner either', async () => {
    const { scannerOf, read, tracks, topic } = library()
    await put('album.flac', 'sound 180')
    await put('copy/album.flac', 'sound 180')
    await put('album.cue', THREE)
    await put('copy/album.cue', THREE.replace('Album', 'Album!'))
    await scannerOf().scan()
    expect([tracks(), read.toSorted()]).toStrictEqual([PARTS, ['album.flac', 'copy/album.flac']])
    expect([...topic.values()].map(({ copies }) => copies.map(({ path }) => path))).toStrictEqual(PARTS.map(() => ['copy/album.flac'])) // prettier-ignore
    const { counts } = await scannerOf().scan()
    expect([read.length, counts]).toMatchObject([2, { unchanged: 3, duplicate: 3, hashed: 0, removed: 0 }])
    const other = scannerOf('there')
    await other.scan()
    await other.scan()
    expect([tracks(), [...topic.values()].every(({ scannedBy }) => scannedBy === 'here' || scannedBy === 'there')]).toStrictEqual([PARTS, true]) // prettier-ignore
  })

  it('follow a changed sheet: what most of a part is in keeps its likes', async () => {
    const { scannerOf, tracks, idOf, aliases, read } = library()
    const scanner = scannerOf()
    await put('album.flac', 'sound 180')
    await put('album.cue', THREE)
    await scanner.scan()
    const [first, second, third] = [idOf('Song 1'), idOf('Song 2'), idOf('Song 3')]
    await put('album.cue', sheet('album.wav', '00:00:00', '01:02:00', '02:00:00'))
    await scanner.scan()
    expect(tracks().map(([, , startMs]) => startMs)).toStrictEqual([0, 62_000, 120_000])
    expect([idOf('Song 1') === first, idOf('Song 3')]).toStrictEqual([false, third])
    expect([...aliases]).toStrictEqual([[first, idOf('Song 1')], [second, idOf('Song 2')]].toSorted()) // prettier-ignore
    expect(read).toStrictEqual(['album.flac', 'album.flac'])
    await put('album.cue', THREE)
    await scanner.scan()
    expect(first && standingTrack(aliases, first)).toBe(first)
    await put('album.cue', sheet('album.wav', '00:00:00', '00:20:00'))
    await scanner.scan()
    expect([first, second, third].map((id) => id && aliases.get(id))).toStrictEqual([undefined, undefined, undefined])
  })

  it('take the names that the sheet gives them now, and keep their ids', async () => {
    const { scannerOf, tracks, topic } = library()
    const scanner = scannerOf()
    await put('album.flac', 'sound 180')
    await put('album.cue', THREE)
    await scanner.scan()
    const ids = [...topic.keys()]
    await put('album.cue', THREE.replace('Song 2', 'Angel'))
    const { counts } = await scanner.scan()
    expect([tracks()[1], [...topic.keys()], counts.changed]).toStrictEqual([['album.flac', 'Angel', 60_000], ids, 3])
  })

  it('are those of a sheet in the tags of the file, unless one lies beside it', async () => {
    const { scannerOf, tracks, read } = library()
    const scanner = scannerOf()
    await put('album.flac', `sound 180\0${sheet('CDImage.wav', '00:00:00', '01:00:00', '02:00:00')}`)
    await scanner.scan()
    await scannerOf().scan()
    expect([tracks(), read]).toStrictEqual([PARTS, ['album.flac']])
    await put('album.cue', sheet('album.wav', '00:00:00', '01:30:00'))
    await scanner.scan()
    expect(tracks().map(([, , startMs]) => startMs)).toStrictEqual([0, 90_000])
    await rm(join(folder.root, 'album.cue'))
    await scanner.scan()
    expect(tracks()).toStrictEqual(PARTS)
    await put('album.flac', 'sound 180\0nonsense')
    await scanner.scan()
    await scanner.scan()
    expect(tracks()).toStrictEqual([['album.flac', 'album', null]])
  })

  it('move with their file, and are those of what a tag editor or another name makes of it', async () => {
    const { scannerOf, tracks, topic } = library()
    await put('album.flac', 'sound 180')
    await put('album.cue', THREE)
    await scannerOf().scan()
    const ids = [...topic.keys()]
    await mkdir(join(folder.root, 'x'))
    await rename(join(folder.root, 'album.flac'), join(folder.root, 'x/Mezzanine.flac'))
    await rename(join(folder.root, 'album.cue'), join(folder.root, 'x/Mezzanine.cue'))
    await scannerOf().scan()
    expect([tracks(), [...topic.keys()]]).toStrictEqual([PARTS.map(([, ...part]) => ['x/Mezzanine.flac', ...part]), ids]) // prettier-ignore
  })

  it('do without what a sheet places behind the end of the file, which is told once', async () => {
    const { scannerOf, tracks, lines, read } = library()
    await put('album.flac', 'sound 100')
    await put('album.cue', THREE)
    await put('gone.cue', sheet('nothing.wav', '00:00:00'))
    const scanner = scannerOf()
    const { problems, counts } = await scanner.scan()
    expect([tracks(), problems.map(({ path }) => path), counts.failed]).toStrictEqual([PARTS.slice(0, 2), ['gone.cue', 'album.flac'], 0]) // prettier-ignore
    const again = await scanner.scan()
    expect([again.problems, read]).toStrictEqual([problems, ['album.flac']])
    expect(lines).toStrictEqual(problems.map(({ path, why }) => `${path}: ${why}.`))
  })

  it('stay so too when their sheet lies in another folder', async () => {
    let now = 10_000_000
    const { scannerOf, tracks } = library(() => now, true)
    const album = (...starts: readonly string[]) => sheet('../album.flac', ...starts)
    await put('a/album.flac', 'sound 180')
    await put('a/cue/album.cue', album('00:00:00', '01:00:00'))
    await put('b/CD1/album.flac', 'other 180')
    await put('b/album.cue', sheet('CD1/album.flac', '00:00:00', '01:00:00'))
    await put('c/album.flac', 'third 180')
    await put('c/album.cue', sheet('album.flac', '00:00:00', '01:00:00'))
    const scanner = scannerOf()
    await scanner.scan()
    const cut = tracks()
    expect(cut).toHaveLength(6)
    await put('a/cue/album.cue', Buffer.alloc(300_000))
    await put('b/album.cue', sheet('CD1/album.flac'))
    await utimes(join(folder.root, 'b/album.cue'), now / 1_000, now / 1_000)
    const early = await scanner.scan()
    expect([tracks(), early.incomplete]).toStrictEqual([cut, true])
    await put('b/album.cue', sheet('CD1/album.flac', '00:00:00', '01:00:00', '02:00:00'))
    await rm(join(folder.root, 'c/album.cue'))
    now += 2_000
    await scanner.scan()
    expect(tracks().map(([path]) => path)).toStrictEqual(
      ['a', 'a', 'b/CD1', 'b/CD1', 'b/CD1', 'c'].map((folder) => `${folder}/album.flac`),
    )
  })

  it('stay while their sheet cannot be read, or is still being written', async () => {
    let now = 10_000_000
    const { scannerOf, tracks } = library(() => now, true)
    await put('album.flac', 'sound 180')
    await put('other.flac', 'other 60')
    await put('album.cue', THREE)
    const scanner = scannerOf()
    await scanner.scan()
    await put('album.cue', Buffer.alloc(300_000))
    const { problems, incomplete } = await scanner.scan()
    expect([tracks(), problems.map(({ why }) => why), incomplete]).toStrictEqual([[...PARTS, ['other.flac', 'other', null]], ['it is larger than 256 KiB; remove it'], false]) // prettier-ignore
    await put('album.cue', sheet('album.wav', '00:00:00', '01:00:00'))
    await utimes(join(folder.root, 'album.cue'), now / 1_000, now / 1_000)
    const early = await scanner.scan()
    expect([early.incomplete, tracks().length]).toStrictEqual([true, 4])
    now += 2_000
    await scanner.scan()
    expect(tracks()).toHaveLength(3)
  })

  it('are read from a sheet of whatever encoding, and of one that must not be read nothing', async () => {
    const { scannerOf, tracks } = library()
    await put('album.flac', 'sound 180')
    await put('album.cue', Buffer.from(`\uFEFF${THREE.replace('Song 1', 'Größe')}`, 'utf16le'))
    await scannerOf().scan()
    expect(tracks()[0]).toStrictEqual(['album.flac', 'Größe', 0])
    await chmod(join(folder.root, 'album.cue'), 0)
    await scannerOf().scan()
    expect(tracks()).toHaveLength(3)
  })
})
