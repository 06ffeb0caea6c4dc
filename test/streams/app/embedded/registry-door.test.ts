import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../../../streams/app/embedded/ports.ts'
import { doorRefusal, openRegistryDoor } from '../../../../streams/app/embedded/registry-door.ts'
import type { RegistryDoor } from '../../../../streams/app/embedded/registry-door.ts'

let registry: Server
let door: RegistryDoor
let port: number
let seen: string[]
beforeEach(async () => {
  seen = []
  registry = createServer((asked, answer) => {
    let body = ''
    asked.on('data', (text: Buffer) => (body += text.toString()))
    asked.on('end', () => {
      seen.push(`${asked.method ?? ''} ${asked.url ?? ''} ${body}`)
      answer.writeHead(asked.url?.endsWith('/missing') === true ? 404 : 200, { 'x-registry': 'yes' }).end('["a-value"]')
    })
  })
  const inner = { host: '127.0.0.1', port: await freePort() }
  registry.listen(inner.port, inner.host)
  await once(registry, 'listening')
  port = await freePort()
  door = await openRegistryDoor({ host: '127.0.0.1', port, publicPort: port, inner })
})
afterEach(async () => {
  await door.close()
  registry.close()
})

const SUBJECTS = '/apis/ccompat/v7/subjects'

/** By hand: `fetch` sets Host and Origin itself. */
function statusOf(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

it('passes on what a program asks, and the answer', async () => {
  const answer = await fetch(`http://127.0.0.1:${port}${SUBJECTS}/a-value/versions`, {
    method: 'POST',
    body: '{"schema":1}',
  })
  expect({ text: await answer.text(), header: answer.headers.get('x-registry'), seen }).toStrictEqual({
    text: '["a-value"]',
    header: 'yes',
    seen: [`POST ${SUBJECTS}/a-value/versions {"schema":1}`],
  })
  expect(await statusOf('GET', `${SUBJECTS}/missing`, { host: `localhost:${port}` })).toBe(404)
})

it.each<readonly [string, string, string, Readonly<Record<string, string>>]>([
  ['a foreign origin', 'GET', SUBJECTS, { origin: 'https://evil.example' }],
  ['a page of this machine', 'POST', SUBJECTS, { origin: 'http://localhost:8080' }],
  ['a page that asks without an origin', 'GET', SUBJECTS, { 'sec-fetch-site': 'cross-site' }],
  ['a name that was rebound to this machine', 'GET', SUBJECTS, { host: 'evil.example' }],
  ['the deletion of a subject', 'DELETE', `${SUBJECTS}/a-value`, {}],
  [
    'a change of settings',
    'PUT',
    '/apis/registry/v2/admin/config/properties/registry.rest.artifact.deletion.enabled',
    {},
  ],
  ['the page of the registry', 'GET', '/ui/', {}],
  ['a path that leads out', 'GET', '/apis/ccompat/v7/../../registry/v2/admin/config/properties', {}],
  ['the same, encoded', 'GET', '/apis/ccompat/v7/%2e%2e/%2E./registry/v2/admin/config/properties', {}],
])('refuses %s', async (_, method, path, headers) => {
  expect({ status: await statusOf(method, path, headers), seen }).toStrictEqual({ status: 403, seen: [] })
})

describe('a registry that is away', () => {
  it('is a bad gateway, which clients try again', async () => {
    registry.close()
    registry.closeAllConnections()
    expect(await statusOf('GET', SUBJECTS)).toBe(502)
  })
})

it('says what it is for', () => {
  expect(doorRefusal({ method: 'GET', url: '/ui/', headers: { host: 'localhost:1' } }, 1)).toBe(
    'This registry answers below /apis/ccompat/v7 only.',
  )
})
