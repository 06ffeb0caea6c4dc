import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openScanner } from '../../../../processors/scan-library/edge/scanner.ts'
import type { ScannerOptions } from '../../../../processors/scan-library/edge/scanner.ts'
import { STABLE_AFTER_MS } from '../../../../processors/scan-library/edge/stability.ts'
import type { AliasRecord, ReferenceRecord } from '../../../../processors/scan-library/reconcile.ts'
import { knownReferences } from '../../../../processors/scan-library/scan-library.ts'
import { trackId } from '../../../../schemas/generated.ts'
import type { AnalysisFailure, AudioReference, TrackId } from '../../../../schemas/generated.ts'
import { standingTrack, trackAliasTable } from '../../../../processors/shared/aliases/track-aliases.ts'
import { referenceOf } from '../../../support/builders.ts'

const NOW = 10_000_000
let library: string
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'slipstream-scanner-'))
})
afterEach(async () => {
  await rm(library, { recursive: true, force: true })
})

async function put(path: string, bytes: string, modifiedAt = 1_000): Promise<void> {
  await mkdir(dirname(join(library, path)), { recursive: true })
  await writeFile(join(library, path), bytes)
  await utimes(join(library, path), modifiedAt / 1_000, modifiedAt / 1_000)
}

function scanning(options: Partial<ScannerOptions> = {}, topic = new Map<TrackId, AudioReference>()) {
  const sent: (string | null)[] = []
  const batches: number[] = []
  const scanner = openScanner([{ folder: library, origin: 'folder' }], topic, {
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    tags: { read: () => Promise.resolve({ tags: null, why: 'not read' }), close: () => Promise.resolve() },
    instance: 'here',
    forgetAfterMs: Infinity,
    now: () => NOW,
    skipUnstable: true,
    send(records: readonly ReferenceRecord[]) {
      batches.push(records.length)
      for (const each of records) knownReferences.apply(topic, each)
      sent.push(...records.map(({ value }) => value && value.path))
      return Promise.resolve()
    },
    sendAliases: () => Promise.resolve(),
    onProgress: () => undefined,
    ...options,
  })
  return { scanner, batches, sent: () => sent.splice(0) }
}

describe('a scanner', () => {
  it('deletes in later scans what two of them missed, and asks for the second one', async () => {
    await put('a.mp3', 'one')
    await put('b.mp3', 'two')
    const { scanner, sent } = scanning()
    await scanner.scan()
    expect(sent()).toStrictEqual(['a.mp3', 'b.mp3'])
    await rm(join(library, 'a.mp3'))
    const first = await scanner.scan()
    expect([first.incomplete, first.counts.removed, sent()]).toStrictEqual([true, 0, []])
    const second = await scanner.scan()
    expect([second.incomplete, second.counts.removed, sent()]).toStrictEqual([false, 1, [null]])
  })

  it('keeps a track whose file was moved behind the back of a scan', async () => {
    await put('a.mp3', 'one')
    await put('b.mp3', 'two')
    const { scanner, sent } = scanning()
    await scanner.scan()
    sent()
    await rename(join(library, 'a.mp3'), join(library, '.hidden.mp3'))
    await scanner.scan()
    await rename(join(library, '.hidden.mp3'), join(library, 'c.mp3'))
    const { counts } = await scanner.scan()
    expect([counts.removed, counts.changed, sent()]).toStrictEqual([0, 1, ['c.mp3']])
  })

  it('leaves a file that may still be written to the next scan', async () => {
    await put('a.mp3', 'one')
    await put('young.mp3', 'two', NOW)
    let now = NOW
    const { scanner, sent } = scanning({ now: () => now })
    const first = await scanner.scan()
    expect([first.incomplete, first.counts.unstable, sent()]).toStrictEqual([true, 1, ['a.mp3']])
    now += STABLE_AFTER_MS
    const second = await scanner.scan()
    expect([second.incomplete, second.counts.unstable, sent()]).toStrictEqual([false, 0, ['young.mp3']])
  })

  it('hashes no unchanged file again, and counts what it did', async () => {
    await put('a.mp3', 'one')
    await put('b.mp3', 'one')
    const { scanner } = scanning()
    const { counts } = await scanner.scan()
    const { counts: again } = await scanner.scan()
    expect([counts, again]).toMatchObject([
      { found: 2, visited: 2, hashed: 2, hashedBytes: 6, new: 1, duplicate: 1, unchanged: 0, failed: 0 },
      { found: 2, visited: 2, hashed: 0, hashedBytes: 0, new: 0, duplicate: 1, unchanged: 1, failed: 0 },
    ])
  })

  it('waits for the folder whose disk may be unmounted, and deletes nothing of it', async () => {
    await put('a.mp3', 'one')
    const { scanner, sent } = scanning()
    await scanner.scan()
    sent()
    await rm(join(library, 'a.mp3'))
    const suspected = await scanner.scan()
    const { problems, counts, folders, waits } = await scanner.scan()
    expect([suspected.incomplete, problems, counts.failed, sent()]).toStrictEqual([true, [], 0, ['a.mp3']])
    expect([counts.putAway, folders.away, waits]).toStrictEqual([1, [library], true])
  })

  it('sends batches, and again in the next scan what could not be sent', async () => {
    for (let n = 0; n < 501; n += 1) await put(`${n}.mp3`, `${n}`)
    const failing = scanning({ send: () => Promise.reject(new Error('The log is away.')) })
    await expect(failing.scanner.scan()).rejects.toThrow('The log is away.')
    const { scanner, batches } = scanning()
    await scanner.scan()
    expect(batches).toStrictEqual([500, 1])
  })
})

describe('a scanner of a library with another disk in it', () => {
  /** One album on the disk of the library, five with 12 tracks each on another one below it. */
  async function albums(): Promise<void> {
    await put('local/0.mp3', 'local')
    for (let n = 0; n < 60; n += 1) await put(`nas/Artist/Album ${n % 5}/${n}.mp3`, `nas ${n}`)
  }
  const NAS = 'nas/Artist'

  it.each([
    ['leaves its folders without music', () => Promise.all([0, 1, 2, 3, 4].map((n) => emptied(`${NAS}/Album ${n}`)))],
    [
      'leaves what another program keeps there',
      () => rm(join(library, NAS), { recursive: true }).then(() => put('nas/.stfolder/marker', '')),
    ],
    ['leaves an empty folder', () => rm(join(library, NAS), { recursive: true })],
    ['leaves thumbnails', () => emptied('nas').then(() => put('nas/@eaDir/a.mp3/thumb.jpg', ''))],
  ])('keeps its tracks when it %s, with the reason, said once, and finds them again', async (_, unmount) => {
    await albums()
    const lines: { readonly level: number; readonly msg: string }[] = []
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) })
    const topic = new Map<TrackId, AudioReference>()
    const { scanner } = scanning({ log }, topic)
    await scanner.scan()
    lines.length = 0
    await unmount()
    for (const each of [await scanner.scan(), await scanner.scan(), await scanner.scan()])
      expect([each.counts.removed, each.counts.failed]).toStrictEqual([0, 0])
    const notHere = () => [...topic.values()].filter(({ absentSince }) => absentSince !== null).length
    const { folders, waits } = await scanner.scan()
    expect([topic.size, notHere(), folders.away, waits]).toStrictEqual([61, 60, [join(library, 'nas')], true])
    const [line, ...more] = lines.filter(({ level }) => level >= 40)
    expect([line?.msg, more]).toStrictEqual([
      expect.stringMatching(/nas are kept as not here now: it held 60 tracks and has no music now; if its disk/),
      [],
    ])
    await albums()
    const back = await scanner.scan()
    expect([topic.size, notHere(), back.counts.new, back.folders.away]).toStrictEqual([61, 0, 0, []])
    // The first scan of a process decides at once.
    await unmount()
    const { counts } = await scanning({}, topic).scanner.scan()
    expect([counts.removed, counts.putAway]).toStrictEqual([0, 60])
  })

  it('removes its tracks when its folder is removed, and says so', async () => {
    await albums()
    const lines: string[] = []
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
    const { scanner } = scanning({ log })
    await scanner.scan()
    lines.length = 0
    await rm(join(library, 'nas'), { recursive: true })
    await scanner.scan()
    const { counts } = await scanner.scan()
    expect([counts.removed, lines]).toStrictEqual([60, [expect.stringContaining('60 tracks were removed')]])
  })

  async function emptied(path: string): Promise<void> {
    await rm(join(library, path), { recursive: true })
    await mkdir(join(library, path))
  }
})

describe('a scanner of a library that an earlier version knew', () => {
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
  const soundId = trackId(hashOf('one').slice(0, 32))

  /** Two tracks of one sound, as a version left them that made ids from whole files. */
  function earlier(): Map<TrackId, AudioReference> {
    const old = ['a', 'b'].map((name) =>
      referenceOf(`old-${name}`, {
        ...{ library, path: `${name}.mp3`, sizeBytes: 3, modifiedAt: 1_000, contentHash: hashOf('one') },
        ...{ tagsVersion: 1, copies: [], scannedBy: 'here', soundHash: null },
      }),
    )
    return new Map(old.map((reference) => [reference.trackId, reference]))
  }

  function following(topic: Map<TrackId, AudioReference>) {
    const aliases = trackAliasTable.create()
    const order: string[] = []
    const { scanner } = scanning(
      {
        send(records) {
          for (const each of records) knownReferences.apply(topic, each)
          order.push(...records.map(({ key, value }) => `${key} ${value === null ? 'removed' : 'written'}`))
          return Promise.resolve()
        },
        sendAliases(records) {
          for (const each of records) trackAliasTable.apply(aliases, each)
          order.push('aliases')
          return Promise.resolve()
        },
      },
      topic,
    )
    return { scanner, aliases, order }
  }

  it('lets one of two tracks stand that have one sound, with the files of both, and leads the other id to it', async () => {
    await put('a.mp3', 'one')
    await put('b.mp3', 'one')
    const topic = earlier()
    const { scanner, aliases, order } = following(topic)
    await scanner.scan()
    const [track, ...more] = [...topic.values()]
    expect([track?.trackId, track?.path, track?.copies.map(({ path }) => path), more]).toStrictEqual([
      ...['old-a', 'a.mp3', ['b.mp3']],
      [],
    ])
    expect([...aliases]).toStrictEqual([['old-b', 'old-a']])
    expect(order.slice(-3)).toStrictEqual(['old-a written', 'aliases', 'old-b removed'])
    order.length = 0
    await scanner.scan()
    expect([topic.size, order]).toStrictEqual([1, []])
  })

  it('leads its id to that by the sound when its files go, so that they bring its likes back', async () => {
    await put('a.mp3', 'one')
    await put('b.mp3', 'one')
    await put('c.mp3', 'another')
    const topic = earlier()
    const { scanner, aliases } = following(topic)
    await scanner.scan()
    for (const name of ['a.mp3', 'b.mp3']) await rm(join(library, name))
    for (let n = 0; n < 2; n += 1) await scanner.scan()
    const without = topic.size
    await put('back.mp3', 'one')
    await scanner.scan()
    const ids = ['old-a', 'old-b'].map((id) => standingTrack(aliases, trackId(id)))
    expect([without, topic.has(soundId), ids]).toStrictEqual([1, true, [soundId, soundId]])
  })
})

describe('a scanner of files with odd names', () => {
  it('gives every one a track, which a rename to another odd name keeps', async () => {
    const names = ['...Dotfile.mp3', 'Endings....mp3', '🎸.mp3', 'line\nbreak.mp3', `${'n'.repeat(251)}.mp3`]
    const twins = ['\u00e9.mp3', 'e\u0301.mp3']
    for (const name of [...names, ...twins, 'Case/Song.mp3']) await put(name, name)
    const topic = new Map<TrackId, AudioReference>()
    const { scanner } = scanning({}, topic)
    await scanner.scan()
    const idsByPath = () => new Map([...topic.values()].map(({ path, trackId: id }) => [path, id]))
    const before = idsByPath()
    expect([...before.keys()].sort()).toStrictEqual([...names, ...twins, 'Case/Song.mp3'].sort())
    await rename(join(library, 'Case/Song.mp3'), join(library, 'Case/SONG.mp3'))
    await rename(join(library, 'Case'), join(library, '...case'))
    await rename(join(library, twins[0] ?? ''), join(library, 'twin'))
    await rename(join(library, twins[1] ?? ''), join(library, twins[0] ?? ''))
    await rename(join(library, 'twin'), join(library, twins[1] ?? ''))
    for (const each of [await scanner.scan(), await scanner.scan()]) expect(each.counts.removed).toBe(0)
    const after = idsByPath()
    expect([after.size, after.get('...case/SONG.mp3')]).toStrictEqual([before.size, before.get('Case/Song.mp3')])
    expect(twins.map((twin) => after.get(twin))).toStrictEqual([...twins].reverse().map((twin) => before.get(twin)))
  })

  it('believes gone what an ignore file or a recycle bin takes out, also when nothing is left', async () => {
    for (let n = 0; n < 60; n += 1) await put(`Books/${n}.mp3`, `book ${n}`)
    await put('Album/a.mp3', 'song')
    const { scanner } = scanning()
    await scanner.scan()
    await writeFile(join(library, '.slipstreamignore'), 'Books/\n')
    await mkdir(join(library, '#recycle'))
    await rename(join(library, 'Album/a.mp3'), join(library, '#recycle/a.mp3'))
    await scanner.scan()
    const { counts, folders } = await scanner.scan()
    expect([counts.removed, counts.putAway, folders.away]).toStrictEqual([60, 1, [library]])
    await rm(join(library, '.slipstreamignore'))
    expect((await scanner.scan()).counts.new).toBe(60)
  })
})

describe('a scanner whose disks come and go', () => {
  const mounted = { device: 5, isMounted: true }
  const below = { device: 1, isMounted: false }

  it('takes what lies below a mount point for no word about the disk, also after a start', async () => {
    await put('a.mp3', 'one')
    await put('b.mp3', 'two')
    let device = mounted
    const topic = new Map<TrackId, AudioReference>()
    const options = {
      deviceOf: () => Promise.resolve(device),
      send(records: readonly ReferenceRecord[]) {
        for (const each of records) knownReferences.apply(topic, each)
        return Promise.resolve()
      },
    }
    const first = await scanning(options, topic).scanner.scan()
    device = below
    await rm(join(library, 'a.mp3'))
    const { mounted: mountedBefore } = first.folders
    const later = await scanning({ ...options, mountedBefore }, topic).scanner.scan()
    expect([later.counts.removed, later.counts.putAway, later.folders]).toStrictEqual([
      0,
      1,
      { away: [library], mounted: [library] },
    ])
    device = mounted
    await put('a.mp3', 'one')
    const back = await scanning({ ...options, mountedBefore }, topic).scanner.scan()
    expect([back.folders.away, [...topic.values()].map(({ absentSince }) => absentSince)]).toStrictEqual([
      [],
      [null, null],
    ])
  })

  it('counts no folder that is away as a file that failed, and logs once that it went and once that it is back', async () => {
    await put('a.mp3', 'one')
    const lines: string[] = []
    const log = pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(line) })
    const { scanner } = scanning({ log })
    await scanner.scan()
    lines.length = 0
    await rename(library, `${library}-away`)
    try {
      for (const each of [await scanner.scan(), await scanner.scan(), await scanner.scan()])
        expect([each.problems, each.counts.failed, each.folders.away, each.waits]).toStrictEqual([
          [],
          0,
          [library],
          true,
        ])
    } finally {
      await rename(`${library}-away`, library)
    }
    for (const each of [await scanner.scan(), await scanner.scan()])
      expect([each.counts.found, each.folders.away]).toStrictEqual([1, []])
    expect(lines.map((line) => line.slice(0, line.indexOf(library)))).toStrictEqual([
      '{"level":50,"library":"',
      '{"level":30,"library":"',
    ])
    expect(lines).toMatchObject([
      expect.stringContaining(
        `Could not scan the library folder ${library}, so its tracks stay unchanged: it does not`,
      ),
      expect.stringContaining(`The library folder ${library} is back, and was scanned.`),
    ])
  })

  it('sends again what could not be analysed when its storage failed, after longer and longer', async () => {
    await put('a.mp3', 'one')
    let now = NOW
    const failures = new Map<TrackId, AnalysisFailure>()
    const { scanner, sent } = scanning({ now: () => now, failures })
    const first = await scanner.scan()
    const [path] = sent()
    const id = trackId(createHash('sha256').update('one').digest('hex').slice(0, 32))
    failures.set(id, { trackId: id, code: 'library-away', message: '', extractorVersion: '2' })
    const after: unknown[] = []
    for (const minutes of [0, 1, 1, 1]) {
      now += minutes * 60_000
      const { counts, waits } = await scanner.scan()
      after.push([sent(), counts.unchanged, waits])
    }
    failures.set(id, { trackId: id, code: 'undecodable-audio', message: '', extractorVersion: '2' })
    now += 3_600_000
    const damaged = await scanner.scan()
    expect([first.waits, path, after, damaged.waits, sent()]).toStrictEqual([
      false,
      'a.mp3',
      [
        [['a.mp3'], 1, true],
        [['a.mp3'], 1, true],
        [[], 1, true],
        [['a.mp3'], 1, true],
      ],
      false,
      [],
    ])
  })

  it('reads a file once that another instance has too, and takes it over when that one loses it', async () => {
    await put('a.mp3', 'one')
    const id = trackId(createHash('sha256').update('one').digest('hex').slice(0, 32))
    const theirs = referenceOf(id, { trackId: id, library: '/theirs', path: 'x.mp3', scannedBy: 'there' })
    const topic = new Map([[id, theirs]])
    const { scanner, sent } = scanning({}, topic)
    const hashed = [(await scanner.scan()).counts.hashed, (await scanner.scan()).counts.hashed, sent()]
    topic.delete(id)
    const { counts } = await scanner.scan()
    expect([hashed, counts.new, sent()]).toStrictEqual([[1, 0, []], 1, ['a.mp3']])
  })

  it('removes nothing that another instance has taken over in the meantime', async () => {
    await put('a.mp3', 'one')
    await put('b.mp3', 'two')
    const topic = new Map<TrackId, AudioReference>()
    const { scanner, sent } = scanning({}, topic)
    await scanner.scan()
    await rm(join(library, 'a.mp3'))
    await scanner.scan()
    const id = trackId(createHash('sha256').update('one').digest('hex').slice(0, 32))
    const taken = referenceOf(id, { trackId: id, scannedBy: 'there' })
    sent()
    const found = scanner.scan(() => topic.set(id, taken))
    expect([(await found).counts.removed, sent()]).toStrictEqual([0, []])
  })

  it('leads no id elsewhere whose track another instance has taken over in the meantime', async () => {
    const id = trackId('of-the-bytes-of-its-file')
    const known = referenceOf(id, { trackId: id, library, path: 'a.mp3', scannedBy: 'here', soundHash: 'f'.repeat(64) })
    const topic = new Map([[id, known]])
    await put('b.mp3', 'two')
    const led: string[] = []
    const sendAliases = (records: readonly AliasRecord[]) =>
      Promise.resolve(void led.push(...records.map(({ key }) => key)))
    const { scanner, sent } = scanning({ sendAliases }, topic)
    await scanner.scan(() => topic.set(id, { ...known, scannedBy: 'there' }))
    expect([sent(), led]).toStrictEqual([['b.mp3'], []])
  })

  it('removes what is gone from a folder that a lost instance had found it in', async () => {
    for (const name of ['a', 'b', 'c']) await put(`${name}.mp3`, name)
    const topic = new Map<TrackId, AudioReference>()
    await scanning({ instance: 'lost' }, topic).scanner.scan()
    await rm(join(library, 'c.mp3'))
    const { scanner, sent } = scanning({}, topic)
    const { counts } = await scanner.scan()
    expect([counts.removed, sent(), [...topic.values()].map(({ scannedBy }) => scannedBy)]).toStrictEqual([
      1,
      ['a.mp3', 'b.mp3', null],
      ['here', 'here'],
    ])
  })
})
