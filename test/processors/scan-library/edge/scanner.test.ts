import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openScanner } from '../../../../processors/scan-library/edge/scanner.ts'
import type { ScannerOptions } from '../../../../processors/scan-library/edge/scanner.ts'
import { STABLE_AFTER_MS } from '../../../../processors/scan-library/edge/stability.ts'
import type { ReferenceRecord } from '../../../../processors/scan-library/reconcile.ts'

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

function scanning(options: Partial<ScannerOptions> = {}) {
  const sent: (string | null)[] = []
  const batches: number[] = []
  const scanner = openScanner([{ folder: library, origin: 'folder' }], new Map(), {
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    tags: { read: () => Promise.resolve({ tags: null, why: 'not read' }), close: () => Promise.resolve() },
    now: () => NOW,
    skipUnstable: true,
    send(records: readonly ReferenceRecord[]) {
      batches.push(records.length)
      sent.push(...records.map(({ value }) => value && value.path))
      return Promise.resolve()
    },
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

  it('reports the folder whose disk may be unmounted, and deletes nothing of it', async () => {
    await put('a.mp3', 'one')
    const { scanner, sent } = scanning()
    await scanner.scan()
    sent()
    await rm(join(library, 'a.mp3'))
    await scanner.scan()
    const { problems, counts } = await scanner.scan()
    expect([problems.map(({ path }) => path), counts.failed, sent()]).toStrictEqual([[''], 1, []])
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
