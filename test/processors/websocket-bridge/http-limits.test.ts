import { once } from 'node:events'
import { readdirSync, readlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { addTracks, startRig } from './bridge-rig.ts'
import type { Rig, RigOptions } from './bridge-rig.ts'
import { idOf, reference } from './fixtures.ts'

/** Larger than what the buffers of a connection take. */
const LARGE_BYTES = 64 * 1024 * 1024

async function rigWithLargeFile(options: RigOptions): Promise<Rig> {
  const rig = await startRig(options)
  const path = join(rig.musicFolder, 'a.ogg')
  writeFileSync(path, '')
  truncateSync(path, LARGE_BYTES)
  addTracks(rig, [reference('a', { sizeBytes: LARGE_BYTES })])
  return rig
}

/** Asks for a track, and reads none of it. */
async function unread(rig: Rig): Promise<{ readonly asked: ClientRequest; readonly response: IncomingMessage }> {
  const asked = get(`${rig.url}/api/tracks/${idOf('a')}/audio`, { agent: false })
  asked.on('error', () => undefined)
  onTestFinished(() => {
    asked.destroy()
  })
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  response.on('error', () => undefined)
  return { asked, response }
}

const streamsOf = async (rig: Rig) =>
  Number(/^slipstream_audio_streams (\d+)$/m.exec((await rig.ask('GET', '/metrics')).body.toString())?.[1])

/** How often this process has a file open; by /proc, which only Linux has. */
const openFiles = (path: string): number =>
  readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(join('/proc/self/fd', descriptor)) === path
    } catch {
      return false // closed since
    }
  }).length

test('who does not read audio is cut, and holds no file open', async () => {
  // Longer than a busy machine takes to answer one request, whose connection would be cut as well.
  const rig = await rigWithLargeFile({ idleMs: 1_500 })
  await unread(rig)
  expect(await streamsOf(rig)).toBe(1)
  while ((await streamsOf(rig)) > 0);
})

test('an address is sent so many tracks at once; one that ends makes room', async () => {
  const rig = await rigWithLargeFile({ limits: { streams: 2 } })
  const [one] = [await unread(rig), await unread(rig)]
  const ask = () => rig.ask('GET', `/api/tracks/${idOf('a')}/audio`, { range: 'bytes=0-9' })
  const refused = await ask()
  expect([refused.status, refused.json()]).toMatchObject([429, { code: 'too-many-streams' }])
  one.asked.destroy()
  while ((await streamsOf(rig)) > 1);
  expect((await ask()).status).toBe(206)
})

test.skipIf(process.platform !== 'linux')(
  'requests sent one behind another give back what they took when the connection ends before their turn',
  async () => {
    const rig = await rigWithLargeFile({ limits: { streams: 3 } })
    const { hostname, port, host } = new URL(rig.url)
    const connection = connect({ host: hostname, port: Number(port) })
    await once(connection, 'connect')
    connection.write(`GET /api/tracks/${idOf('a')}/audio HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(3))
    while ((await streamsOf(rig)) < 3);
    while (openFiles(join(rig.musicFolder, 'a.ogg')) < 3) await setImmediate()
    connection.destroy()
    while ((await streamsOf(rig)) > 0);
    while (openFiles(join(rig.musicFolder, 'a.ogg')) > 0) await setImmediate()
  },
)

test('an address may ask so much, then is told to wait', async () => {
  const rig = await startRig({ limits: { requests: { perSecond: 0.001, burst: 3 } } })
  const answers = [1, 2, 3, 4].map(() => rig.ask('GET', '/api/library'))
  const statuses = (await Promise.all(answers)).map(({ status }) => status)
  expect(statuses.sort()).toStrictEqual([200, 200, 200, 429])
})

test.each([{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'http://evil.example' }])(
  'a page of another site can run no search: %o',
  async (headers) => {
    const rig = await startRig()
    const answer = await rig.ask('GET', '/api/tracks?q=a', headers)
    expect([answer.status, answer.json()]).toMatchObject([403, { code: 'foreign-origin' }])
    const written = await rig.ask('GET', '/%61pi/tracks?q=a', headers)
    expect([written.status, written.json()]).toMatchObject([403, { code: 'foreign-origin' }])
    expect((await rig.ask('GET', '/', headers)).status).toBe(200)
  },
)
