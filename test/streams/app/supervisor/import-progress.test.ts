import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  showImport,
  importSummary,
  failedFilesOf,
  loginCookie,
  untilReady,
} from '../../../../streams/app/supervisor/import-progress.ts'
import { startRig } from '../../../processors/websocket-bridge/bridge-rig.ts'
import { plainReport, silentReport } from '../../../../streams/app/supervisor/terminal.ts'

const running = new AbortController().signal
let server: Server
let url: string
let answers: (readonly [number, unknown])[]
beforeEach(async () => {
  answers = []
  server = createServer((_, response) => {
    // The last answer stays.
    const [status, body] = (answers.length > 1 ? answers.shift() : answers[0]) ?? [500, {}]
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

it('waits until the player is ready', async () => {
  answers = [
    [503, { ready: false, parts: {} }],
    [200, { ready: true, parts: {} }],
  ]
  await untilReady(url, silentReport, running)
  expect(answers).toStrictEqual([[200, { ready: true, parts: {} }]])
})

const scan = {
  ...{ phase: 'scanning', startedAt: 1_000, found: 8, looked: 0, unchanged: 0, duplicates: 0, failed: 0 },
  ...{ settling: 0, missing: 0, newTracks: 0, changedTracks: 0, removedTracks: 0, current: null },
} as const
const nothing = { tracks: 0, heard: 0, failed: 0, indexed: 0, scan: null }
const watching = { ...scan, phase: 'watching', looked: 8 } as const
const whole = { since: 1_000, isComplete: () => true }

it('shows how far the import is, until all that a finished scan has found is analysed', async () => {
  const last = { tracks: 8, heard: 6, failed: 2, indexed: 6, scan: watching }
  answers = [
    [503, {}],
    [200, { ...last, scan: { ...watching, startedAt: 999 } }],
    [200, { ...nothing, scan: { ...scan, looked: 2 } }],
    [200, { ...nothing, tracks: 8, heard: 5, failed: 1, scan: { ...scan, looked: 7 } }],
    [200, { ...last, scan: { ...watching, settling: 1 } }],
    [200, last],
  ]
  const written: string[] = []
  const progress = await showImport(url, whole, plainReport({ write: (t) => written.push(t) }), running)
  expect({ progress, written, left: answers.length }).toStrictEqual({
    progress: last,
    written: [
      'Analysing your music: 8 of 8 tracks\n',
      'Scanning your folders: 2 of 8 files\n',
      'Scanning your folders: 7 of 8 files\n',
      'Scanning your folders: 8 of 8 files\n',
    ],
    left: 1,
  })
})

it('ends when what is left waits for its library folder, and says so once', async () => {
  const waits = { tracks: 8, heard: 5, failed: 0, pending: 3, notHere: 1, waitsFor: ['usb', '\u001b[2J'], indexed: 5 }
  answers = [
    [200, { ...waits, pending: 2, scan: { ...watching, phase: 'scanning' } }],
    [200, { ...waits, scan: watching }],
  ]
  const written: string[] = []
  const progress = await showImport(url, whole, plainReport({ write: (t) => written.push(t) }), running)
  expect(written.filter((line) => line.includes('waiting'))).toStrictEqual([
    'The import is waiting for usb, \\u001b[2J: no track of it is lost, and what is missing follows when it is back.\n',
  ])
  expect(importSummary(progress, { items: [], total: 0 }, '').split('\n').slice(1)).toStrictEqual([
    '5 tracks analysed.',
    '1 track not here now, kept until the folder is back: see "npx slipstream library list".',
    '3 tracks to be analysed when the library folder is back.',
  ])
})

it('counts no track that is not here as one of this import, such as those of the demo library once there is music', async () => {
  const progress = { tracks: 60, heard: 50, failed: 1, notHere: 48, notHereHeard: 48, indexed: 50, scan: watching }
  answers = [
    [200, progress],
    [200, { ...progress, heard: 59 }],
  ]
  const written: string[] = []
  const last = await showImport(url, whole, plainReport({ write: (t) => written.push(t) }), running)
  expect(written).toStrictEqual(['Analysing your music: 3 of 12 tracks\n', 'Analysing your music: 12 of 12 tracks\n'])
  expect(importSummary(last, { items: [], total: 1 }, '')).toContain('11 tracks analysed, 1 could not be.')
})

it('goes on as long as music is still being made', async () => {
  answers = [[200, { ...nothing, scan: watching }]]
  let asked = 0
  await showImport(url, { since: 0, isComplete: () => (asked += 1) > 3 }, silentReport, running)
  expect(asked).toBe(5)
})

it('ends when it is to stop', async () => {
  answers = [[503, {}]]
  const stop = AbortSignal.abort()
  await expect(untilReady(url, silentReport, stop)).rejects.toThrow('aborted')
  await expect(showImport(url, whole, silentReport, stop)).rejects.toThrow('aborted')
})

it('sums up what was found and analysed, and names what was not', () => {
  const found = { ...watching, found: 54, newTracks: 49, changedTracks: 1, duplicates: 1, missing: 3 }
  const items = [
    { trackId: null, path: 'x/a.mpc', code: 'no-decoder', why: 'It needs ffmpeg.' },
    { trackId: null, path: '', code: 'unreadable', why: 'permission denied' },
  ]
  const sums = [
    importSummary(
      { ...nothing, tracks: 54, heard: 52, failed: 1, scan: { ...found, failed: 2 } },
      { items, total: 3 },
      'http://a',
    ),
    importSummary({ ...nothing, tracks: 1, heard: 1, scan: { ...watching, found: 1 } }, { items: [], total: 0 }, ''),
    importSummary(nothing, { items: [], total: 0 }, ''),
    importSummary({ ...nothing, waitsFor: ['/music'] }, { items: [], total: 0 }, ''),
  ]
  expect(sums).toStrictEqual([
    [
      '54 files scanned: 49 new tracks, 1 changed, 1 unchanged, 1 duplicate, 0 removed, 2 unreadable, 3 tracks of the data set without a file.',
      '52 tracks analysed, 1 could not be.',
      '  x/a.mpc: It needs ffmpeg.',
      '  The folder: permission denied',
      '  and 1 more: see http://a/api/library/unheard',
    ].join('\n'),
    '1 file scanned: 0 new tracks, 0 changed, 1 unchanged, 0 duplicates, 0 removed, 0 unreadable.\n1 track analysed.',
    'No music was found: give a folder with --music or --fma, or set SLIPSTREAM_MUSIC or SLIPSTREAM_FMA.',
    'No music was found yet: waiting for /music.',
  ])
})

it('gives the password where there is one, as the player that it asks for progress', async () => {
  const rig = await startRig({ door: { password: 'correct horse' } })
  const cookie = await loginCookie(rig.url, 'correct horse', silentReport, running)
  expect((await rig.ask('GET', '/api/library', { cookie })).status).toBe(200)
  expect(await loginCookie(rig.url, null, silentReport, running)).toBe('')
})

it('says once that the password was not taken, and tries until it is, or until it is to stop', async () => {
  const lines: string[] = []
  const stop = new AbortController()
  const report = { ...silentReport, line: (text: string) => void lines.push(text) }
  answers = [
    [503, {}],
    [401, {}],
    [200, {}],
  ]
  expect(await loginCookie(url, 'correct horse', report, running)).toBe('')
  answers = [[401, {}]]
  const ended = loginCookie(url, 'wrong horse', { ...report, line: () => stop.abort() }, stop.signal)
  await expect(ended).rejects.toThrow()
  expect(lines).toStrictEqual([
    'The progress of the import is not shown yet: the player did not take the password (it answered with status 503). Trying again.',
  ])
})

it('reads which files could not be analysed, and shows none without an answer', async () => {
  const failed = { items: [{ trackId: null, path: 'a', code: 'unreadable', why: 'b' }], total: 1 }
  answers = [
    [200, failed],
    [500, {}],
  ]
  expect([await failedFilesOf(url, 10), await failedFilesOf(url, 10)]).toStrictEqual([failed, { items: [], total: 0 }])
})
