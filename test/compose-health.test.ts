import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { composeConfig } from './support/compose.ts'

/** The health checks of docker-compose.yml as their bash runs them, against servers that answer as the real ones do. */

const { services } = composeConfig()
const PORTS = { kafka: 9092, mongodb: 27_017, 'websocket-bridge': 4600, registry: 8080 }
type Checked = keyof typeof PORTS

let server: Server | null = null
afterEach(() => server?.close())

/** Answers a request with these bytes; what was asked is the result. */
async function answering(answer: string | Buffer): Promise<{ readonly port: number; asked(): Buffer }> {
  const asked: Buffer[] = []
  server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      asked.push(bytes)
      socket.end(answer)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, asked: () => Buffer.concat(asked) }
}

async function exitCodeOf(name: Checked, port: number): Promise<number> {
  const [cmd, bash = '', ...args] = services[name]?.healthcheck?.test ?? []
  expect([cmd, bash]).toStrictEqual(['CMD', 'bash'])
  const places = args.map((each) => each.replace(`localhost/${PORTS[name]}`, `127.0.0.1/${port}`).replace(`127.0.0.1/${PORTS[name]}`, `127.0.0.1/${port}`)) // prettier-ignore
  const [code] = (await once(spawn(bash, places, { stdio: 'ignore' }), 'exit')) as [number]
  return code
}

/** The request for versions, from the length on: ApiVersions is 18, in version 0, the request is 1, its client `slip`. */
const API_VERSIONS = Buffer.from('0000000e0012000000000001' + '0004736c6970', 'hex')
/** As a broker answers it: length, the number of the request, no error, no versions. */
const API_VERSIONS_ANSWER = Buffer.from('0000000a' + '00000001' + '0000' + '00000000', 'hex')

it('asks a broker in its own words, and takes no other answer than to that', async () => {
  const { port, asked } = await answering(API_VERSIONS_ANSWER)
  expect(await exitCodeOf('kafka', port)).toBe(0)
  expect(asked()).toStrictEqual(API_VERSIONS)
  server?.close()
  const other = await answering(Buffer.from('0000000a' + '00000002' + '0000' + '00000000', 'hex'))
  expect(await exitCodeOf('kafka', other.port)).not.toBe(0)
})

it('pings MongoDB in its own words', async () => {
  const answer = Buffer.alloc(16)
  answer.writeInt32LE(38, 0)
  answer.writeInt32LE(1, 8)
  const { port, asked } = await answering(answer)
  expect(await exitCodeOf('mongodb', port)).toBe(0)
  const request = asked()
  expect([request.readInt32LE(0), request.readInt32LE(12), request.readInt32LE(21)]).toStrictEqual([
    request.length, // of the message
    2_013, // OP_MSG
    request.length - 21, // of the document
  ])
  expect(request.toString('latin1')).toContain('$db')
})

it.each(['websocket-bridge', 'registry'] as const)('takes 200 from %s, and nothing else', async (name) => {
  const { port } = await answering('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
  expect(await exitCodeOf(name, port)).toBe(0)
  server?.close()
  const away = await answering('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n')
  expect(await exitCodeOf(name, away.port)).not.toBe(0)
})

it('starts no Node, Java or shell of a database, which take a good part of a core', () => {
  const programs = Object.entries(services).flatMap(([, { healthcheck }]) => healthcheck?.test[1] ?? [])
  expect(new Set(programs)).toStrictEqual(new Set(['bash']))
})

it.each(Object.keys(PORTS).filter((name) => name !== 'registry'))(
  'fails where nothing answers for %s',
  async (name) => {
    const { port } = await answering('')
    server?.close()
    expect(await exitCodeOf(name as Checked, port)).not.toBe(0)
  },
)
