import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { showListening, summaryLine, untilReady } from '../../../streams/supervisor/listening.ts'
import { plainReport, silentReport } from '../../../streams/supervisor/terminal.ts'

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

it('shows how far the listening is, until a finished scan is heard to its end', async () => {
  answers = [
    [503, {}],
    [200, { tracks: 4, heard: 1, failed: 0, indexed: 0 }],
    [200, { tracks: 8, heard: 5, failed: 1, indexed: 4 }],
    [200, { tracks: 8, heard: 6, failed: 2, indexed: 6 }],
  ]
  const written: string[] = []
  const progress = await showListening(
    url,
    () => answers.length === 1,
    plainReport({ write: (t) => written.push(t) }),
    running,
  )
  expect({ progress, written }).toStrictEqual({
    progress: { tracks: 8, heard: 6, failed: 2, indexed: 6 },
    written: [
      'Listening to your music: 1 of 4 tracks\n',
      'Listening to your music: 6 of 8 tracks\n',
      'Listening to your music: 8 of 8 tracks\n',
    ],
  })
})

it('ends when it is to stop', async () => {
  answers = [[503, {}]]
  const stop = AbortSignal.abort()
  await expect(untilReady(url, silentReport, stop)).rejects.toThrow('aborted')
  await expect(showListening(url, () => false, silentReport, stop)).rejects.toThrow('aborted')
})

it('sums up what was heard', () => {
  const lines = [
    { tracks: 54, heard: 52, failed: 2, indexed: 52 },
    { tracks: 1, heard: 1, failed: 0, indexed: 1 },
    { tracks: 0, heard: 0, failed: 0, indexed: 0 },
  ].map((progress) => summaryLine(progress, 'http://127.0.0.1:4600'))
  expect(lines).toStrictEqual([
    '52 tracks heard, 2 failed: see http://127.0.0.1:4600',
    '1 track heard.',
    'No music was found: give a folder with --music, or set SLIPSTREAM_MUSIC.',
  ])
})
