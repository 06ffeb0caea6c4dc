import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepChecking } from '../../../../processors/scan-library/edge/keep-checking.ts'
import { runScanLibrary } from '../../../../processors/scan-library/edge.ts'
import { knownChecks, knownReferences } from '../../../../processors/scan-library/scan-library.ts'
import type { LibraryCheck } from '../../../../schemas/generated.ts'
import { FULL_REQUEST_KEY, REQUEST_KEY } from '../../../../schemas/keys.ts'
import { allTopics, audioReferences, libraryChecks, libraryScans } from '../../../../schemas/topics.ts'
import { memoryContext, memoryLog } from '../../../../streams/engine/testing/memory-context.ts'
import type { MemoryLog } from '../../../../streams/engine/testing/memory-context.ts'
import { record } from '../../../../streams/engine/topic.ts'

let library: string
let log: MemoryLog
let stop: () => Promise<void> = () => Promise.resolve()
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'slipstream-check-'))
  log = memoryLog(allTopics)
})
afterEach(async () => {
  await stop()
  await rm(library, { recursive: true, force: true })
})

const NOTHING: LibraryCheck = {
  ...{ requestedAt: null, isFull: false, library: null, path: null, readAt: null, readFiles: 0, changedFiles: 0 },
}

/** Writes other bytes of the same number, with the time as it was. */
async function put(path: string, bytes: string): Promise<void> {
  await writeFile(join(library, path), bytes)
  await utimes(join(library, path), 1_000, 1_000)
}

function start(checkDays: number, watch = true): Promise<void> {
  const context = memoryContext(log)
  const running = runScanLibrary(context, {
    libraries: [{ folder: library, origin: 'folder' }],
    ...{ watch, checkDays, instance: 'here', forgetAfterMs: Infinity },
  })
  stop = async () => {
    context.stop()
    await running
  }
  return running
}

const request = (requestedAt: number, isFull: boolean) =>
  log.send<typeof libraryChecks>([
    record(libraryChecks, isFull ? FULL_REQUEST_KEY : REQUEST_KEY, { ...NOTHING, requestedAt, isFull }, requestedAt),
  ])

function contents() {
  const known = knownReferences.create()
  for (const each of log.read(audioReferences)) knownReferences.apply(known, each)
  return [...known.values()].map(({ path, contentHash }) => [path, contentHash.slice(0, 8)]).sort()
}

function checked(): LibraryCheck | undefined {
  const content = knownChecks.create()
  for (const each of log.read(libraryChecks)) knownChecks.apply(content, each)
  return content.get('here')
}

/** Resolves once something holds, looked at after each write. */
function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return
      unsubscribe()
      resolve()
    }
    const unsubscribe = log.onWrite(() => queueMicrotask(look))
    look()
  })
}

const ONE_TWO = [['a.mp3', '7692c3ad'], ['b.mp3', '3fc4ccfe']] // prettier-ignore
const SIX_TWO = [['a.mp3', '44778d82'], ['b.mp3', '3fc4ccfe']] // prettier-ignore

it('finds on request, in a running scanner, a file that changed and kept its size and time', async () => {
  await put('a.mp3', 'one')
  await put('b.mp3', 'two')
  void start(0)
  await until(() => contents().length === 2)
  const before = contents()
  await put('a.mp3', 'six')
  request(Date.now(), true)
  await until(() => contents()[0]?.[1] !== ONE_TWO[0]?.[1] && contents().length === 2)
  expect([before, contents(), checked()]).toMatchObject([
    ONE_TWO,
    SIX_TWO,
    { isFull: false, library: null, readFiles: 0, requestedAt: expect.any(Number) as number },
  ])
})

it('does what was requested before it was started, also where a library is scanned once, and not again', async () => {
  await put('a.mp3', 'one')
  await put('b.mp3', 'two')
  await start(0, false)
  await put('a.mp3', 'six')
  await start(0, false)
  const unasked = contents()
  request(5, true)
  await start(0, false)
  const asked = contents()
  await put('a.mp3', 'ten')
  await start(0, false)
  expect([unasked, asked, contents()]).toStrictEqual([ONE_TWO, SIX_TWO, SIX_TWO])
})

it('finds by itself, by an hourly share of the files, what changed', async () => {
  await put('a.mp3', 'one')
  await put('b.mp3', 'two')
  await start(0, false)
  await put('a.mp3', 'six')
  void start(30)
  await until(() => contents()[0]?.[1] === SIX_TWO[0]?.[1])
  // One of two files is the share of an hour; the next hour goes on behind it.
  await until(() => checked() !== undefined && contents().length === 2)
  expect([contents().length, checked()]).toMatchObject([2, { path: 'a.mp3', readFiles: 1, changedFiles: 1 }])
})

it('is behind a file that has changed once a scan has read that, so that a restart in between loses nothing', async () => {
  await put('a.mp3', 'one')
  await put('b.mp3', 'two')
  await start(0, false)
  await put('a.mp3', 'six')
  const context = memoryContext(log)
  const [references, checks] = await Promise.all([
    context.materialise(knownReferences),
    context.materialise(knownChecks),
  ])
  const changed: string[] = []
  const scanned = new Promise<void>((resolve) => {
    const checking = keepChecking({
      ...{ instance: 'here', days: 30, references: references.content, checks, log: context.log },
      ...{ signal: context.signal, now: Date.now, onScanRequest: () => undefined },
      onChanged: ({ path }) => void changed.push(path),
      // The process is stopped while it waits for the scan.
      scanned: () => {
        setImmediate(() => context.stop())
        return new Promise(() => undefined)
      },
      send: (check) => {
        log.send<typeof libraryChecks>([record(libraryChecks, 'here', check, 1)])
        return Promise.resolve()
      },
    })
    void checking.catch(() => resolve())
  })
  await scanned
  expect([changed, checked()]).toStrictEqual([['a.mp3'], undefined])
  void start(30)
  await until(() => contents()[0]?.[1] === SIX_TWO[0]?.[1] && checked() !== undefined && contents().length === 2)
  expect([contents(), checked()]).toMatchObject([SIX_TWO, { path: 'a.mp3', changedFiles: 1 }])
}, 30_000)

it('reads every file although a scan was asked for after that', async () => {
  await put('a.mp3', 'one')
  await put('b.mp3', 'two')
  await start(0, false)
  await put('a.mp3', 'six')
  request(5, true)
  request(6, false)
  await start(0, false)
  expect(contents()).toStrictEqual(SIX_TWO)
})

it('scans at once when a scan is requested', async () => {
  await put('a.mp3', 'one')
  void start(0)
  await until(() => log.read(libraryScans).some(({ value }) => value?.phase === 'watching'))
  const before = log.read(libraryScans).length
  // Below a folder that nobody watches: a scan alone finds it.
  await put('b.mp3', 'two')
  request(Date.now(), false)
  await until(() => contents().length === 2 && log.read(libraryScans).length > before)
  expect(contents()).toStrictEqual(ONE_TWO)
})
