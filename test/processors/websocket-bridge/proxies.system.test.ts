import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { ClientOptions } from 'ws'
import { freePort } from '../../../streams/app/embedded/ports.ts'
import { onPath } from '../../../streams/app/embedded/mongodb.ts'
import { addTracks, startRig, temporaryFolder } from './bridge-rig.ts'
import type { Rig } from './bridge-rig.ts'
import { idOf, reference } from './fixtures.ts'

/** The configurations of the README behind the real proxies: only addresses, ports and certificates are replaced. */

const NAME = 'music.example.org'
const README = readFileSync(join(import.meta.dirname, '../../../processors/websocket-bridge/README.md'), 'utf8')
const inReadme = (language: string) => new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(README)?.[1] ?? ''
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`
/** Beyond this nginx closes a connection on which nothing comes. */
const PROXY_TIMEOUT_MS = 1_000

function replaced(text: string, ...pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((done, [from, to]) => {
    expect(done).toContain(from)
    return done.replace(from, to)
  }, text)
}

interface Place {
  readonly folder: string
  readonly port: number
  readonly upstream: string
}

function certificate(folder: string): readonly [string, string] {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const subject = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`]
  const files = ['-keyout', key, '-out', cert]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject, ...files], {
    stdio: 'ignore',
  })
  return [cert, key]
}

const proxies = {
  nginx({ folder, port, upstream }: Place): readonly string[] {
    const [cert, key] = certificate(folder)
    const server = replaced(
      inReadme('nginx'),
      ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
      ['/etc/ssl/music.example.org.pem', cert],
      ['/etc/ssl/music.example.org.key', key],
      ['127.0.0.1:4600', upstream],
    )
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (of) => `${of}_temp_path ${folder}/${of};`,
    )
    const http = `access_log off; proxy_read_timeout ${PROXY_TIMEOUT_MS}ms; ${temporary.join(' ')}\n${server}`
    const conf = join(folder, 'nginx.conf')
    writeFileSync(
      conf,
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr; events {} http { ${http} }`,
    )
    return ['-c', conf, '-p', folder, '-e', 'stderr']
  },
  caddy({ folder, port, upstream }: Place): readonly string[] {
    const [cert, key] = certificate(folder)
    const site = replaced(
      inReadme('caddyfile'),
      [`${NAME} {`, `https://${NAME}:${port} {\n  bind 127.0.0.1\n  tls ${cert} ${key}`],
      ['127.0.0.1:4600', upstream],
    )
    const conf = join(folder, 'Caddyfile')
    writeFileSync(conf, `{\n  admin off\n  auto_https off\n  storage file_system ${folder}\n}\n${site}`)
    return ['run', '--config', conf, '--adapter', 'caddyfile']
  },
} as const

/** Starts a bridge and a proxy in front of it. */
async function behind(
  name: keyof typeof proxies,
  heartbeatMs: number,
): Promise<{ rig: Rig; port: number; origin: string }> {
  const port = await freePort()
  const origin = `https://${NAME}:${port}`
  const rig = await startRig({ heartbeatMs, door: { origins: [origin] } })
  const folder = temporaryFolder()
  const args = proxies[name]({ folder, port, upstream: new URL(rig.url).host })
  const env = { ...process.env, PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  const child = spawn(onPath(name, PATH) ?? name, args, { stdio: 'ignore', env })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}.`)
    await wait(20)
  }
  return { rig, port, origin }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
    socket.once('connect', () => socket.end())
  })
}

interface Got {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

async function ask(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Got> {
  const options = { host: '127.0.0.1', port, servername: NAME, rejectUnauthorized: false, method, path, agent: false }
  const asked = request({ ...options, headers: { host: `${NAME}:${port}`, ...headers } })
  asked.end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(Buffer.from(chunk as Uint8Array))
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }
}

describe.each(['nginx', 'caddy'] as const)('behind %s with HTTPS', (name) => {
  const installed = onPath(name, PATH) !== null
  test.skipIf(!installed)(
    installed
      ? 'page, session, Range and an idle socket work'
      : `needs ${name} (Debian: apt install ${name}): passed over`,
    async () => {
      const { rig, port, origin } = await behind(name, 300)
      addTracks(rig, [reference('a')])
      writeFileSync(join(rig.musicFolder, 'a.ogg'), '0123456789')
      expect((await ask(port, 'GET', '/', {})).headers['content-type']).toMatch(/^text\/(html|plain)/)
      const session = await ask(port, 'POST', '/api/session', { origin })
      expect([session.status, session.headers['set-cookie']?.[0]]).toStrictEqual([
        200,
        expect.stringContaining('; Secure'),
      ])
      const cookie = session.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
      const range = await ask(port, 'GET', `/api/tracks/${idOf('a')}/audio`, { range: 'bytes=2-4', cookie })
      expect([range.status, range.headers['content-range'], range.body]).toStrictEqual([206, 'bytes 2-4/10', '234'])
      expect((await ask(port, 'GET', '/metrics', {})).status).toBe(401)
      expect((await ask(port, 'POST', '/api/session', { origin: 'https://evil.example' })).status).toBe(403)

      const headers = { host: `${NAME}:${port}`, origin, cookie }
      const options: ClientOptions & ConnectionOptions = { servername: NAME, rejectUnauthorized: false, headers }
      const socket = new WebSocket(`wss://127.0.0.1:${port}/live`, options)
      onTestFinished(() => socket.terminate())
      await once(socket, 'open')
      // Three times as long as the proxy waits for a byte; nothing is sent but pings.
      const until = performance.now() + 3 * PROXY_TIMEOUT_MS
      const cut = once(socket, 'close').then(([code]) => {
        throw new Error(`The idle socket was closed with ${String(code)}.`)
      })
      cut.catch(() => undefined)
      while (performance.now() < until) await Promise.race([once(socket, 'ping'), cut])
      socket.send(JSON.stringify({ type: 'nonsense' }))
      const refused = new Promise<string>((resolve) =>
        socket.on('message', (raw: Buffer) => raw.toString().includes('bad-message') && resolve(raw.toString())),
      )
      expect(await refused).toContain('bad-message')
    },
  )
})
