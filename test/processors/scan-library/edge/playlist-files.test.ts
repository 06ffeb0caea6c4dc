import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { MAX_ENTRIES_OF_ALL, openPlaylistFiles } from '../../../../processors/scan-library/edge/playlist-files.ts'
import { openScanner } from '../../../../processors/scan-library/edge/scanner.ts'
import { knownReferences } from '../../../../processors/scan-library/scan-library.ts'
import { libraryPlaylistTable } from '../../../../processors/shared/playlists/library-playlists.ts'
import type { AudioReference, TrackId } from '../../../../schemas/generated.ts'
import { folderOfFiles } from '../folder-of-files.ts'

const folder = folderOfFiles('playlists')
const put = folder.put

function library(
  libraries: readonly string[] = [folder.root],
  topic = new Map<TrackId, AudioReference>(),
  playlists = libraryPlaylistTable.create(),
  { now, skipUnstable } = { now: () => 10_000_000, skipUnstable: false },
) {
  const lines: string[] = []
  let sends = 0
  const log = pino({}, { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) })
  const scanner = openScanner(
    libraries.map((folder) => ({ folder, origin: 'folder' })),
    topic,
    {
      ...{ log: pino({ level: 'silent' }), signal: new AbortController().signal, now, skipUnstable },
      tags: { read: () => Promise.resolve({ tags: null, why: 'not read' }), close: () => Promise.resolve() },
      ...{
        instance: 'here',
        forgetAfterMs: Infinity,
        onProgress: () => undefined,
        sendAliases: () => Promise.resolve(),
      },
      send(records) {
        for (const each of records) knownReferences.apply(topic, each)
        return Promise.resolve()
      },
    },
  )
  const files = openPlaylistFiles({
    ...{ known: playlists, instance: 'here', log, now },
    send(records) {
      sends += 1
      for (const each of records) libraryPlaylistTable.apply(playlists, each)
      return Promise.resolve()
    },
  })
  const scan = async () => {
    await files.follow((await scanner.scan()).playlists)
    return [...playlists.values()].map(({ name, entries }) => [
      name,
      ...entries.map(({ trackId, text }) => (trackId === null ? text : topic.get(trackId)?.path)),
    ])
  }
  return { scan, files, lines, topic, playlists, sends: () => sends }
}

describe('the playlists of a library', () => {
  it('follow their files and the files that they name', async () => {
    const { scan, sends } = library()
    await put('Band/a.mp3', 'one')
    await put('Band/b.mp3', 'two')
    await put('Lists/mix.m3u', '../Band/a.mp3\n../Band/b.mp3\n../Band/c.mp3')
    expect(await scan()).toStrictEqual([['mix', 'Band/a.mp3', 'Band/b.mp3', '../Band/c.mp3']])
    expect([await scan(), sends()]).toMatchObject([[['mix', 'Band/a.mp3', 'Band/b.mp3', '../Band/c.mp3']], 1])
    await put('Band/c.mp3', 'three')
    expect(await scan()).toStrictEqual([['mix', 'Band/a.mp3', 'Band/b.mp3', 'Band/c.mp3']])
    await rename(join(folder.root, 'Band/a.mp3'), join(folder.root, 'moved.mp3'))
    expect(await scan()).toStrictEqual([['mix', 'moved.mp3', 'Band/b.mp3', 'Band/c.mp3']])
    await put('Lists/mix.m3u', Buffer.from('#PLAYLIST:Größe\n..\\Band\\B.MP3', 'latin1'))
    expect(await scan()).toStrictEqual([['Größe', 'Band/b.mp3']])
    await rm(join(folder.root, 'Lists/mix.m3u'))
    expect(await scan()).toStrictEqual([])
  })

  it('stay while their folder cannot be looked into, and go when it is not configured any more', async () => {
    const { scan, topic, playlists } = library()
    await put('a.mp3', 'one')
    await put('mix.m3u', 'a.mp3')
    const all = await scan()
    await rename(folder.root, `${folder.root}-away`)
    expect(await scan()).toStrictEqual(all)
    await mkdir(folder.root)
    expect(await scan()).toStrictEqual(all)
    await rm(folder.root, { recursive: true })
    await rename(`${folder.root}-away`, folder.root)
    expect(await library([], topic, playlists).scan()).toStrictEqual([])
  })

  it('say once what cannot be read, and keep it', async () => {
    const { scan, lines } = library()
    await put('a.mp3', 'one')
    await put('mix.m3u', 'a.mp3')
    const all = await scan()
    await put('mix.m3u', Buffer.alloc(4 * 1024 * 1024 + 1))
    expect(await scan()).toStrictEqual(all)
    await put('b.mp3', 'two')
    expect([await scan(), lines]).toStrictEqual([
      all,
      ['The playlist mix.m3u was not read: it is larger than 4096 KiB; remove it.'],
    ])
  })

  it('have 200,000 entries in all, the first by path', async () => {
    const { scan, lines } = library()
    await put('a.mp3', 'one')
    const full = Array.from({ length: 10_000 }, () => 'x').join('\n')
    const files = MAX_ENTRIES_OF_ALL / 10_000 + 1
    for (let at = 0; at < files; at += 1) await put(`${String.fromCharCode(97 + at)}.m3u`, full)
    expect((await scan()).map(([name]) => name)).toHaveLength(files - 1)
    expect(lines).toStrictEqual([
      'The playlist u.m3u was not read: there are more than 200,000 entries in all; remove some playlists.',
    ])
  })

  it('stay as they are while their files are being written', async () => {
    let at = 10_000_000
    const { scan, playlists, sends } = library([folder.root], undefined, undefined, {
      now: () => at,
      skipUnstable: true,
    })
    await put('a.mp3', 'one')
    await put('mix.m3u', 'a.mp3')
    const all = await scan()
    await writeFile(join(folder.root, 'mix.m3u'), 'a.mp3\na.mp3')
    await utimes(join(folder.root, 'mix.m3u'), at / 1_000, at / 1_000)
    at += 100
    expect([await scan(), sends()]).toStrictEqual([all, 1])
    at += 1_000
    expect([await scan(), playlists.size]).toStrictEqual([[['mix', 'a.mp3', 'a.mp3']], 1])
  })

  it('are read by the next scan when the file system gave none', async () => {
    const { scan, files, lines, playlists } = library()
    await put('a.mp3', 'one')
    await scan()
    const mix = { library: folder.root, path: 'mix.m3u', sizeBytes: 5, modifiedAt: 1 }
    const scanned = { files: [mix], isGone: () => false, hasChanged: false, tracks: () => new Map() }
    await files.follow(scanned)
    await files.follow(scanned)
    expect([playlists.size, lines.length]).toStrictEqual([0, 1])
    await put('mix.m3u', 'a.mp3')
    await files.follow(scanned)
    expect(playlists.size).toBe(1)
  })

  it('of another instance are left as they are, if they say the same', async () => {
    const { scan, playlists, sends } = library()
    await put('a.mp3', 'one')
    await put('mix.m3u', 'a.mp3')
    await scan()
    const [mine] = playlists.values()
    if (mine === undefined) throw new Error('no playlist')
    playlists.set(mine.playlistId, { ...mine, scannedBy: 'there' })
    await put('b.mp3', 'two')
    await scan()
    expect([sends(), [...playlists.values()].map(({ scannedBy }) => scannedBy)]).toStrictEqual([1, ['there']])
  })

  it('of an instance that is no more are those of the next that finds them, and go with their files', async () => {
    const { scan, playlists, topic } = library()
    await put('a.mp3', 'one')
    await put('mix.m3u', 'a.mp3')
    await scan()
    for (const [id, each] of playlists) playlists.set(id, { ...each, scannedBy: 'lost' })
    const next = library([folder.root], topic, playlists)
    await next.scan()
    expect([...playlists.values()].map(({ scannedBy }) => scannedBy)).toStrictEqual(['here'])
    await rm(join(folder.root, 'mix.m3u'))
    expect(await next.scan()).toStrictEqual([])
  })
})
