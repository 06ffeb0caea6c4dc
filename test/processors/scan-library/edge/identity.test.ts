import { copyFile, mkdir, mkdtemp, readdir, rename, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openScanner } from '../../../../processors/scan-library/edge/scanner.ts'
import { openTagReader } from '../../../../processors/scan-library/edge/tag-reader.ts'
import type { TagReader } from '../../../../processors/scan-library/edge/tag-reader.ts'
import { knownReferences } from '../../../../processors/scan-library/scan-library.ts'
import type { AudioReference, TrackId } from '../../../../schemas/generated.ts'
import { trackId } from '../../../../schemas/generated.ts'

const FILES = join(import.meta.dirname, '../sound/retagged')
let library: string
let tags: TagReader
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'slipstream-identity-'))
  tags = openTagReader(pino({ level: 'silent' }))
})
afterEach(async () => {
  await tags.close()
  await rm(library, { recursive: true, force: true })
})

let modifiedAt = 1_000
async function put(sample: string, path: string): Promise<void> {
  await mkdir(dirname(join(library, path)), { recursive: true })
  await copyFile(join(FILES, sample), join(library, path))
  modifiedAt += 1_000
  await utimes(join(library, path), modifiedAt / 1_000, modifiedAt / 1_000)
}

/** Scans once, as after a start. @returns the track of each file, copies too, and how many files were new. */
async function scanned(topic: Map<TrackId, AudioReference>) {
  const scanner = openScanner([{ folder: library, origin: 'folder' }], topic, {
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    tags,
    instance: 'here',
    forgetAfterMs: Infinity,
    now: () => 10_000_000,
    skipUnstable: false,
    send(records) {
      for (const each of records) knownReferences.apply(topic, each)
      return Promise.resolve()
    },
    sendAliases: () => Promise.resolve(),
    onProgress: () => undefined,
  })
  const { counts } = await scanner.scan()
  const files = [...topic.values()].flatMap(({ path, copies, trackId: id }) =>
    [path, ...copies.map((copy) => copy.path)].map((each) => [each, id] as const),
  )
  return { added: counts.new, trackOf: new Map(files) }
}

describe('a track', () => {
  it('keeps its id when its file is retagged, in every format', async () => {
    const names = (await readdir(FILES)).filter((name) => name.startsWith('plain.'))
    for (const name of names) await put(name, name)
    const topic = new Map<TrackId, AudioReference>()
    const before = await scanned(topic)
    // `oga` and `flac` hold the same frames, `mka` and `ogg` the same packets.
    expect(new Set(before.trackOf.values()).size).toBe(names.length - 2)
    for (const name of names) await put(name.replace('plain', 'remuxed'), name)
    const after = await scanned(topic)
    expect(after).toStrictEqual({ added: 0, trackOf: before.trackOf })
    expect([...topic.values()].filter(({ title }) => title === 'New').length).toBeGreaterThan(5)
  })

  it('keeps its id when its file is retagged and moved, and has several files of one sound', async () => {
    await put('plain.flac', 'a.flac')
    const topic = new Map<TrackId, AudioReference>()
    const first = (await scanned(topic)).trackOf.get('a.flac')
    await rename(join(library, 'a.flac'), join(library, 'gone.txt'))
    await put('tagged.flac', 'Album/b.flac')
    await put('remuxed.flac', 'Album/c.flac')
    expect(await scanned(topic)).toStrictEqual({
      added: 0,
      trackOf: new Map([
        ['Album/b.flac', first],
        ['Album/c.flac', first],
      ]),
    })
  })

  it('keeps the id that an earlier version gave it, which knew no sounds', async () => {
    await put('plain.mp3', 'a.mp3')
    const topic = new Map<TrackId, AudioReference>()
    await scanned(topic)
    const [found] = topic.values()
    if (found === undefined) throw new Error('nothing found')
    const id = trackId(found.contentHash.slice(0, 32))
    expect(id).not.toBe(found.trackId)
    topic.clear()
    topic.set(id, { ...found, trackId: id, soundHash: null, scannedBy: null, tagsVersion: 0 })
    expect(await scanned(topic)).toStrictEqual({ added: 0, trackOf: new Map([['a.mp3', id]]) })
    await put('tagged.mp3', 'a.mp3')
    expect(await scanned(topic)).toStrictEqual({ added: 0, trackOf: new Map([['a.mp3', id]]) })
    expect(topic.get(id)?.title).toBe('Title')
  })
})
