import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { refusal, startRig } from '../bridge-rig.ts'

const H2C =
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n'

function connection(url: string): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  onTestFinished(() => void socket.destroy())
  return socket
}

/** The status and the JSON body of the next answer. */
async function answer(socket: Socket): Promise<string> {
  let text = ''
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    text += chunk.toString('latin1')
    const [, status, body] = /HTTP\/1\.1 (\d+)[\s\S]*?\r\n\r\n(\{.*?\})/.exec(text) ?? []
    if (status !== undefined && body !== undefined) return `${status} ${body}`
  }
}

test('a request that asks for h2c, as Java does at first, is answered as any other, and so is the next', async () => {
  const { url } = await startRig()
  const { host } = new URL(url)
  const socket = connection(url)
  socket.write(`GET /livez HTTP/1.1\r\nHost: ${host}\r\n${H2C}\r\n`)
  expect(await answer(socket)).toBe('200 {"live":true}')
  const body = 'Content-Type: application/json\r\nContent-Length: 2\r\n'
  socket.write(`POST /api/session HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${url}\r\n${H2C}${body}\r\n{}`)
  expect(await answer(socket)).toMatch(/^200 \{"listenerId":"[0-9a-f]{32}","loggedIn":false,"watches":true\}$/)
  socket.write(`GET /livez HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  expect(await answer(socket)).toBe('200 {"live":true}')
})

test('it is checked as any other: Host, Origin and path', async () => {
  const { url } = await startRig()
  const upgrade = { connection: 'Upgrade', upgrade: 'h2c' }
  expect((await refusal(url, { ...upgrade, host: 'evil.example' }, '/api/tracks')).json()).toMatchObject({
    code: 'foreign-host',
  })
  expect((await refusal(url, upgrade, '/api/nothing')).json()).toMatchObject({ code: 'not-found' })
  expect((await refusal(url, upgrade, '/live')).status).not.toBe(101)
})
