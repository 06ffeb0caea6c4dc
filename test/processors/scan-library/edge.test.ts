import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runScanLibrary } from '../../../processors/scan-library/edge.ts'
import type { ScanOptions } from '../../../processors/scan-library/edge.ts'
import { knownReferences } from '../../../processors/scan-library/scan-library.ts'
import { NOTHING_FURTHER, TAGS_VERSION } from '../../../processors/scan-library/tags.ts'
import { allTopics, audioReferences } from '../../../schemas/topics.ts'
import { memoryContext, memoryLog } from '../../../streams/engine/testing/memory-context.ts'
import type { MemoryLog } from '../../../streams/engine/testing/memory-context.ts'
import { toneFile } from './edge/tone-file.ts'
import { png } from '../../support/pictures.ts'

let folder: string
let log: MemoryLog
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipstream-scan-'))
  log = memoryLog(allTopics)
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const library = (name: string) => join(folder, name)

const once = (...names: readonly string[]): ScanOptions => ({
  libraries: names.map((name) => ({ folder: library(name), origin: 'folder' })),
  watch: false,
  instance: 'here',
  forgetAfterMs: Infinity,
  checkDays: 0,
})

async function put(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), bytes)
  await utimes(join(folder, path), 1_000, 1_000)
}

/** Scans as a new process does; gives what it sent, as path and title, null for a tombstone. */
async function scan(...libraries: readonly string[]): Promise<readonly (string | null)[]> {
  const sent: (string | null)[] = []
  const stop = log.onWrite((records) => {
    for (const { topic, value } of records) {
      if (topic !== 'audio-references') continue
      const known = value as { library: string; path: string; title: string } | null // this topic's value
      sent.push(known && `${known.library.slice(folder.length + 1)}/${known.path}: ${known.title}`)
    }
  })
  await runScanLibrary(memoryContext(log), once(...libraries))
  stop()
  return sent
}

function known() {
  const content = knownReferences.create()
  for (const record of log.read(audioReferences)) knownReferences.apply(content, record)
  return [...content.values()]
}

describe('a scan', () => {
  it('sends each file whole, with its tags', async () => {
    await put(
      'music/x/a.flac',
      await toneFile(440, [
        ['TITLE', 'Blue'],
        ['ARTIST', 'Ann'],
      ]),
    )
    await scan('music')
    const [reference, ...more] = known()
    const bytes = await readFile(join(folder, 'music/x/a.flac'))
    const contentHash = createHash('sha256').update(bytes).digest('hex')
    expect([reference, more]).toStrictEqual([
      {
        trackId: reference?.soundHash?.slice(0, 32),
        contentHash,
        library: library('music'),
        path: 'x/a.flac',
        sizeBytes: bytes.length,
        modifiedAt: 1_000_000,
        container: 'FLAC',
        codec: 'FLAC',
        durationMs: 100,
        title: 'Blue',
        artist: 'Ann',
        album: '',
        albumArtist: null,
        genres: [],
        year: null,
        trackNumber: null,
        licence: null,
        source: 'folder',
        hasArt: false,
        folderArt: null,
        replayGainTrackDb: null,
        replayGainAlbumDb: null,
        sourceId: null,
        sourceAlbumId: null,
        sourceArtistId: null,
        copies: [],
        tagsVersion: TAGS_VERSION,
        absentSince: null,
        scannedBy: 'here',
        soundHash: reference?.soundHash,
        ...NOTHING_FURTHER,
        tagScore: 80,
        artists: ['Ann'],
        addedAt: reference?.addedAt,
      },
      [],
    ])
  })

  it('says nothing the second time', async () => {
    await put('music/a.flac', await toneFile(440))
    await put('music/b.mp3', 'no music')
    expect([await scan('music'), await scan('music')]).toStrictEqual([['music/a.flac: a', 'music/b.mp3: b'], []])
  })

  it('tells of a cover that is added, replaced and removed beside its files', async () => {
    await put('music/a.flac', await toneFile(440))
    await scan('music')
    const shown: (readonly [string | null, string | null])[] = []
    const look = async () => {
      const sent = await scan('music')
      const [reference] = known()
      shown.push([reference?.folderArt ?? null, reference?.artVersion ?? null])
      return sent.length
    }
    expect(await look()).toBe(0)
    await put('music/cover.jpg', png(1, 1))
    expect([await look(), await look()]).toStrictEqual([1, 0])
    await put('music/cover.jpg', png(40, 40, { noise: true }))
    expect(await look()).toBe(1)
    await rm(join(library('music'), 'cover.jpg'))
    await put('music/folder.png', png(90, 90, { noise: true }))
    expect(await look()).toBe(1)
    await rm(join(library('music'), 'folder.png'))
    expect(await look()).toBe(1)
    expect(shown.map(([path]) => path)).toStrictEqual([null, 'cover.jpg', 'cover.jpg', 'cover.jpg', 'folder.png', null])
    expect(new Set(shown.map(([, version]) => version)).size).toBe(4)
    expect([shown[0]?.[1], shown.at(-1)?.[1]]).toStrictEqual([null, null])
  })

  it('follows files that are moved, changed and removed, under the same keys', async () => {
    await put('music/a.flac', await toneFile(440))
    await put('music/b.flac', await toneFile(550))
    await scan('music')
    const keys = known().map(({ trackId }) => trackId)
    await rename(join(library('music'), 'a.flac'), join(library('music'), 'z.flac'))
    const moved = await scan('music')
    const keysAfter = known().map(({ trackId }) => trackId)
    await put('music/z.flac', await toneFile(660, [['ARTIST', 'Ann']]))
    const changed = await scan('music')
    await rm(join(library('music'), 'b.flac'))
    const removed = await scan('music')
    expect({ moved, keysAfter: keysAfter.sort(), changed, removed }).toStrictEqual({
      moved: ['music/z.flac: z'],
      keysAfter: keys.sort(),
      changed: ['music/z.flac: z', null],
      removed: [null],
    })
  })

  it('takes two copies in two libraries for one track', async () => {
    const tone = await toneFile(440)
    await put('one/c.mp3', 'no music')
    await put('one/b.flac', tone)
    await put('two/a.flac', tone)
    const first = await scan('two', 'one', 'one')
    const second = await scan('one', 'two')
    await rm(join(library('one'), 'b.flac'))
    expect([first, second, await scan('one', 'two')]).toStrictEqual([
      ['one/b.flac: b', 'one/c.mp3: c', 'one/b.flac: b'],
      [],
      ['two/a.flac: a'],
    ])
  })

  it('keeps the tracks of a library folder that is away or no longer configured as not here now', async () => {
    await put('one/a.flac', await toneFile(440))
    await put('two/b.flac', await toneFile(550))
    await scan('one', 'two')
    await rename(library('two'), library('unmounted'))
    const away = await scan('one', 'two')
    const absent = known()
      .map(({ path, absentSince }) => [path, absentSince !== null])
      .sort()
    const left = await scan('one')
    await rename(library('unmounted'), library('elsewhere'))
    const back = await scan('one', 'elsewhere')
    expect([away, absent, left, back]).toStrictEqual([
      ['two/b.flac: b'],
      [
        ['a.flac', false],
        ['b.flac', true],
      ],
      [],
      ['elsewhere/b.flac: b'],
    ])
    expect(known().map(({ absentSince }) => absentSince)).toStrictEqual([null, null])
  })

  it('does not read a file again that looks as it did', async () => {
    await put('music/a.flac', await toneFile(440))
    await scan('music')
    const size = (await readFile(join(library('music'), 'a.flac'))).length
    await put('music/a.flac', Buffer.alloc(size))
    expect(await scan('music')).toStrictEqual([])
  })

  it('takes hostile names and tags for text', async () => {
    const title = '<script>\u0000alert(1)</script>'
    await put('music/-rf $(x) "%s"\n.flac', await toneFile(440, [['TITLE', title]]))
    await scan('music')
    expect(known().map((reference) => [reference.path, reference.title])).toStrictEqual([
      ['-rf $(x) "%s"\n.flac', '<script> alert(1)</script>'],
    ])
  })

  it('sends a large library whole, in order', async () => {
    for (let n = 0; n < 501; n += 1) await put(`music/${String(n).padStart(4, '0')}.mp3`, `no music ${n}`)
    const sent = await scan('music')
    await rm(library('music'), { recursive: true })
    await put('music/left.mp3', 'no music at all')
    const [left, ...removed] = await scan('music')
    expect([sent.length, sent, left, removed.length, known().length]).toStrictEqual([
      501,
      [...sent].sort(),
      'music/left.mp3: left',
      501,
      1,
    ])
  })

  it('keeps the tracks of a library folder that is there but empty, as a disk that is not mounted is', async () => {
    await put('music/a.flac', await toneFile(440))
    await scan('music')
    await rm(join(library('music'), 'a.flac'))
    const emptied = await scan('music')
    await put('music/b.mp3', 'no music')
    expect([emptied, await scan('music')]).toStrictEqual([['music/a.flac: a'], ['music/b.mp3: b', null]])
  })

  it('ends without a tombstone when asked to stop', async () => {
    await put('music/a.flac', await toneFile(440))
    await scan('music')
    await rm(join(library('music'), 'a.flac'))
    const context = memoryContext(log)
    context.stop()
    await runScanLibrary(context, once('music'))
    expect([known().length, context.logged]).toStrictEqual([
      1,
      ['The scan was interrupted; the next one completes it.'],
    ])
  })

  it('fails when Kafka is away, and sends everything the next time', async () => {
    await put('music/a.flac', await toneFile(440))
    log.goAway()
    await expect(scan('music')).rejects.toThrow('The log is away.')
    log.comeBack()
    expect(await scan('music')).toStrictEqual(['music/a.flac: a'])
  })
})

describe('a scan of a library that is generated', () => {
  it('is complete: the scan waits for the music', async () => {
    await mkdir(library('music'))
    await runScanLibrary(memoryContext(log), { ...once('music'), generate: () => put('music/a.flac', 'no music') })
    expect(known().map(({ path }) => path)).toStrictEqual(['a.flac'])
  })

  it('goes on while it is generated when it is watched', async () => {
    await put('music/a.flac', 'no music')
    const context = memoryContext(log)
    const generated = log.holds(audioReferences, 1).then(() => context.stop())
    await runScanLibrary(context, { ...once('music'), watch: true, generate: () => generated })
    expect(known().map(({ path }) => path)).toStrictEqual(['a.flac'])
  })

  it('fails when the music cannot be generated', async () => {
    await mkdir(library('music'))
    const generate = () => Promise.reject(new Error('The disk is full.'))
    await expect(runScanLibrary(memoryContext(log), { ...once('music'), watch: true, generate })).rejects.toThrow(
      'The disk is full.',
    )
  })
})
