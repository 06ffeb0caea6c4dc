import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { fmaTables } from '../../processors/scan-library/edge/fma-tables.ts'
import { openScanner } from '../../processors/scan-library/edge/scanner.ts'
import { fmaRows, writeFmaMetadata } from '../support/fma.ts'

/** One measurement in a process of its own, so that its peak of memory is its own; the answer is one line of JSON. */

const PER_FOLDER = 20

async function scanTwice(folder: string, count: number) {
  for (let n = 0; n < count; n += 1) {
    const place = join(folder, `album ${Math.floor(n / PER_FOLDER)}`)
    if (n % PER_FOLDER === 0) await mkdir(place)
    const file = join(place, `${n}.mp3`)
    await writeFile(file, `no music ${n} `.repeat(100))
    await utimes(file, 1_000, 1_000)
  }
  const scanner = openScanner([{ folder, origin: 'folder' }], new Map(), {
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    tags: { read: () => Promise.resolve({ tags: null, why: 'not read' }), close: () => Promise.resolve() },
    instance: 'bench',
    forgetAfterMs: Infinity,
    now: Date.now,
    skipUnstable: true,
    send: () => Promise.resolve(),
    sendAliases: () => Promise.resolve(),
    onProgress: () => undefined,
  })
  await scanner.scan()
  const before = process.cpuUsage()
  const began = performance.now()
  const { counts } = await scanner.scan()
  const used = process.cpuUsage(before)
  return { wallMs: performance.now() - began, cpuMs: (used.user + used.system) / 1_000, read: counts.hashed }
}

async function readTable(folder: string, count: number) {
  await writeFmaMetadata(folder, fmaRows(count))
  const before = process.cpuUsage()
  const began = performance.now()
  let rows = 0
  for await (const track of fmaTables(join(folder, 'fma_metadata')).tracks(new AbortController().signal)) {
    if (track.id > 0) rows += 1
  }
  const used = process.cpuUsage(before)
  return { wallMs: performance.now() - began, cpuMs: (used.user + used.system) / 1_000, read: rows }
}

const [kind, count] = [process.argv[2], Number(process.argv[3])]
const folder = await mkdtemp(join(tmpdir(), 'slipstream-ingest-'))
try {
  const measured = await (kind === 'scan' ? scanTwice(folder, count) : readTable(folder, count))
  const peakMb = process.resourceUsage().maxRSS / 1_024
  process.stdout.write(`${JSON.stringify({ ...measured, peakMb })}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
