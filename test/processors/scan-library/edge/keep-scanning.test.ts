import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runScanLibrary } from '../../../../processors/scan-library/edge.ts'
import { keepScanning, pauseAfter } from '../../../../processors/scan-library/edge/keep-scanning.ts'
import type { ScanResult } from '../../../../processors/scan-library/edge/scanner.ts'
import { NO_COUNTS } from '../../../../processors/scan-library/progress.ts'
import type { InputOf } from '../../../../streams/engine/topic.ts'
import type { audioReferences } from '../../../../schemas/topics.ts'
import { allTopics } from '../../../../schemas/topics.ts'
import { memoryContext, memoryLog } from '../../../../streams/engine/testing/memory-context.ts'
import type { MemoryContext, MemoryLog } from '../../../../streams/engine/testing/memory-context.ts'

let library: string
let log: MemoryLog
let context: MemoryContext
let running: Promise<void>
let sent: InputOf<typeof audioReferences>[]
let wake: () => void

beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'slipstream-watch-'))
  log = memoryLog(allTopics)
  sent = []
  wake = () => undefined
  log.onWrite((records) => {
    for (const record of records) if (record.topic === 'audio-references') sent.push(record as (typeof sent)[number])
    wake()
  })
})
afterEach(async () => {
  context.stop()
  await running
  await rm(library, { recursive: true, force: true })
})

function start(): void {
  context = memoryContext(log)
  running = runScanLibrary(context, {
    libraries: [{ folder: library, origin: 'folder' }],
    watch: true,
    instance: 'here',
    forgetAfterMs: Infinity,
    checkDays: 0,
  })
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(library, path)), { recursive: true })
  await writeFile(join(library, path), text)
}

/** The paths of the next records, in order; null for a tombstone. */
async function next(count: number): Promise<readonly (string | null)[]> {
  while (sent.length < count)
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  return sent.splice(0, count).map(({ value }) => value && value.path)
}

describe('a library that is watched', () => {
  it('is followed through files that come, change place, change and go, in new folders too', async () => {
    await put('a.mp3', 'one')
    await put('b.mp3', 'two')
    start()
    const first = await next(2)
    await put('new/deep/c.mp3', 'three')
    const came = await next(1)
    await mkdir(join(library, 'moved'))
    await rename(join(library, 'new/deep/c.mp3'), join(library, 'moved/d.mp3'))
    const moved = await next(1)
    await writeFile(join(library, 'b.mp3'), 'two, but another')
    const changed = await next(2)
    await rm(join(library, 'a.mp3'))
    const went = await next(1)
    expect({ first, came, moved, changed, went }).toStrictEqual({
      first: ['a.mp3', 'b.mp3'],
      came: ['new/deep/c.mp3'],
      moved: ['moved/d.mp3'],
      changed: ['b.mp3', null],
      went: [null],
    })
  })

  it('is told of a folder that comes in the place of one that went', async () => {
    await put('x/a.mp3', 'one')
    await put('b.mp3', 'two')
    start()
    await next(2)
    await rm(join(library, 'x'), { recursive: true })
    await next(1)
    await put('x/c.mp3', 'three')
    await next(1)
    await put('x/d.mp3', 'four')
    expect(await next(1)).toStrictEqual(['x/d.mp3'])
  })

  it('follows its ignore files, and a file that comes under a name with dots ahead', async () => {
    // In the order of a scan: on a busy machine the second may be too new for the scan that takes the first.
    await put('...b.mp3', 'two')
    await put('x/a.mp3', 'one')
    start()
    const first = await next(2)
    await put('.slipstreamignore', 'x/\n')
    const ignored = await next(1)
    await put('.slipstreamignore', '')
    const back = await next(1)
    await put('...c.mp3', 'three')
    expect([first, ignored, back, await next(1)]).toStrictEqual([
      ['...b.mp3', 'x/a.mp3'],
      [null],
      ['x/a.mp3'],
      ['...c.mp3'],
    ])
  })

  it('lets another copy take over when the first goes', async () => {
    await put('a.mp3', 'one')
    await put('b.mp3', 'one')
    start()
    const first = await next(2)
    await rm(join(library, 'a.mp3'))
    expect([first, await next(1)]).toStrictEqual([['a.mp3', 'a.mp3'], ['b.mp3']])
  })
})

describe('the pause after a scan', () => {
  it('grows with what the next one does again, not with the files that were read for good', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const stop = new AbortController()
    const waits: number[] = []
    const resultOf = (read: number): ScanResult => ({
      ...{
        counts: { ...NO_COUNTS, new: read },
        problems: [],
        folders: { away: [], mounted: [] },
        incomplete: false,
        waits: false,
      },
      playlists: { files: [], isGone: () => false, hasChanged: false, tracks: () => new Map() },
      settlesAt: null,
    })
    const results = [resultOf(9), resultOf(0)]
    const scanning = keepScanning({
      scanner: {
        scan(onWalked) {
          vi.advanceTimersByTime(100)
          onWalked?.([])
          vi.advanceTimersByTime(3_600_000)
          const result = results.shift()
          return result === undefined ? Promise.reject(new Error('stopped')) : Promise.resolve(result)
        },
        reread: () => Promise.resolve(),
      },
      changes: {
        notify: () => undefined,
        wait(atLeastMs) {
          waits.push(atLeastMs)
          return Promise.resolve()
        },
      },
      ...{ log: pino({ level: 'silent' }), signal: stop.signal },
      ...{ onNotified: () => undefined, onStart: () => undefined, onResult: () => Promise.resolve() },
    })
    try {
      await expect(scanning).rejects.toThrow('stopped')
    } finally {
      vi.useRealTimers()
    }
    expect(waits).toStrictEqual([400, 4 * 3_600_100])
  })

  it.each([
    ['is short when the scan left something to do', 10, 700, true, { atLeastMs: 40, atMostMs: 700 }],
    ['is at least four times the scan, also then', 1_000, 700, true, { atLeastMs: 4_000, atMostMs: 4_000 }],
    ['is one period otherwise', 10, null, true, { atLeastMs: 40, atMostMs: 300_000 }],
    ['is a short period when not every folder is watched', 10, null, false, { atLeastMs: 40, atMostMs: 30_000 }],
    ['is a short one while a folder is waited for', 10, null, true, { atLeastMs: 40, atMostMs: 30_000 }, true],
    ['is four times the scan when that is longer', 10_000, null, true, { atLeastMs: 40_000, atMostMs: 40_000 }, true],
    ['is fifty times the scan when that is longer', 10_000, null, true, { atLeastMs: 40_000, atMostMs: 500_000 }],
  ])('%s', (_, tookMs, rescanMs, isWatched, expected, waits = false) => {
    expect(pauseAfter(tookMs, rescanMs, isWatched, waits)).toStrictEqual(expected)
  })
})
