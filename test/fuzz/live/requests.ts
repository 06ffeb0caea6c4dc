import { connect } from 'node:net'
import type { Random } from '../../../processors/shared/random.ts'
import { allRoutes, pathOf } from '../../../schemas/http.ts'
import type { Known } from './messages.ts'

const VALUES = [
  'a+b+c+d+e+f+g+h',
  'x'.repeat(200),
  '%00',
  '%ff',
  '%F0%9F%92%A5',
  '..%2f..%2fetc%2fpasswd',
  '-1',
  '1e999',
  '[]',
  'a'.repeat(4_000),
] as const
const NAMES = ['q', 'genre', 'artist', 'limit', 'cursor', 'exclude', '__proto__', 'q[]'] as const
const HEADERS = [
  'Range: bytes=0-',
  'Range: bytes=5-1',
  'If-None-Match: *',
  'Cookie: slipstream-session=x.y',
  'Origin: null',
  'Upgrade: h2c',
  'Content-Length: 5',
  'Transfer-Encoding: chunked',
  `X-Long: ${'x'.repeat(7_000)}`,
  'Sec-Fetch-Site: cross-site',
  'Host: evil.example',
] as const
const METHODS = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'FOO'] as const
const LISTEN_MS = 200

/** One request beside the contract, as bytes on a connection of its own, which is not read to its end. */
export async function hostileRequest(url: string, random: Random, { tracks }: Known): Promise<void> {
  const { hostname, port, host } = new URL(url)
  const bytes = random.happens(0.1) ? garbage(random) : requestText(host, random, tracks)
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'))
    const end = () => socket.destroy()
    const timer = setTimeout(end, LISTEN_MS)
    socket.once('data', end)
    socket.on('error', () => undefined)
    socket.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function requestText(host: string, random: Random, tracks: readonly string[]): string {
  const route = random.pick(allRoutes)
  const id = random.happens(0.7) ? random.pick(tracks) : random.pick(VALUES)
  const query = Array.from({ length: random.below(4) }, () => `${random.pick(NAMES)}=${random.pick(VALUES)}`).join('&')
  const headers = Array.from({ length: random.below(3) }, () => random.pick(HEADERS))
  const own = random.happens(0.9) ? [`Host: ${host}`] : []
  const method = random.happens(0.5) ? route.method : random.pick(METHODS)
  return [`${method} ${pathOf(route, { id })}${query && `?${query}`} HTTP/1.1`, ...own, ...headers, '', ''].join('\r\n')
}

const garbage = (random: Random): string =>
  String.fromCharCode(...Array.from({ length: 1 + random.below(300) }, () => random.below(256)))
