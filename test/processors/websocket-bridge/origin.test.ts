import { expect, test } from 'vitest'
import {
  foreignHostDetail,
  foreignOriginDetail,
  isAllowedHost,
  isLoopback,
  isSameOrigin,
  originsByHost,
  originsServed,
} from '../../../processors/websocket-bridge/origin.ts'
import type { Reach } from '../../../processors/websocket-bridge/origin.ts'

const machine = { names: ['nas', 'nas.local', 'a name that is none'], addresses: ['192.0.2.5', 'fe80::1'] }
const reach = (fields: Partial<Reach>): Reach => ({
  host: '127.0.0.1',
  port: 4600,
  published: null,
  origins: [],
  ...fields,
})
const loopback = (port: number) => [`http://127.0.0.1:${port}`, `http://localhost:${port}`, `http://[::1]:${port}`]
const names = ['http://nas:4600', 'http://nas.local:4600']
const named = ['https://music.example.org', 'http://nas.local:8080']

test.each<[string, Partial<Reach>, readonly string[]]>([
  ['loopback alone', {}, loopback(4600)],
  ['an address', { host: '192.0.2.5' }, [...loopback(4600), 'http://192.0.2.5:4600', ...names]],
  [
    'every address of IPv4',
    { host: '0.0.0.0' },
    [...loopback(4600), 'http://0.0.0.0:4600', ...names, 'http://192.0.2.5:4600'],
  ],
  [
    'every address',
    { host: '::' },
    [...loopback(4600), 'http://[::]:4600', ...names, 'http://192.0.2.5:4600', 'http://[fe80::1]:4600'],
  ],
  ['what was named', { host: '0.0.0.0', origins: named }, [...loopback(4600), 'http://0.0.0.0:4600', ...named]],
  ['a port of its own', { port: 80 }, ['http://127.0.0.1', 'http://localhost', 'http://[::1]']],
  [
    'a mapped port',
    { host: '0.0.0.0', published: { host: '127.0.0.1', port: 8080 }, origins: ['http://nas.local:8080'] },
    [...loopback(4600), 'http://0.0.0.0:4600', ...loopback(8080), 'http://nas.local:8080'],
  ],
])('the origins of a service on %s', (_, fields, origins) => {
  expect(originsServed(reach(fields), machine)).toStrictEqual(origins)
})

const served = originsByHost(originsServed(reach({ host: 'music.home', origins: named }), machine))

test.each([
  ['127.0.0.1:4600', true],
  ['LOCALHOST:4600', true],
  ['[::1]:4600', true],
  ['music.home:4600', true],
  ['music.example.org', true],
  ['music.example.org:443', true],
  ['nas.local:8080', true],
  ['music.example.org:80', false],
  ['nas.local:4600', false],
  ['localhost', false],
  ['localhost:4601', false],
  ['localhost:4600.evil.example', false],
  ['evil.example:4600', false],
  ['', false],
  [undefined, false],
])('Host: %s', (host, allowed) => {
  expect(isAllowedHost(served, host)).toBe(allowed)
})

test.each([
  ['localhost:4600', 'http://localhost:4600', true],
  ['music.example.org', 'https://music.example.org', true],
  ['nas.local:8080', 'http://nas.local:8080', true],
  ['music.example.org', 'http://music.example.org', false],
  ['localhost:4600', 'https://music.example.org', false],
  ['127.0.0.1:4600', 'http://localhost:4600', false],
  ['localhost:4600', 'https://localhost:4600', false],
  ['localhost:4600', 'http://localhost:4600/', false],
  ['localhost:4600', 'http://localhost:46000', false],
  ['localhost:4600', 'http://localhost', false],
  ['localhost:4600', 'http://localhost.evil.example:4600', false],
  ['localhost:4600', 'http://evil.example', false],
  ['evil.example:4600', 'http://evil.example:4600', false],
  ['localhost:4600', 'null', false],
  ['localhost:4600', '', false],
  ['localhost:4600', undefined, false],
  [undefined, 'http://localhost:4600', false],
])('Host: %s, Origin: %s', (host, origin, same) => {
  expect(isSameOrigin(served, host, origin)).toBe(same)
})

test('a refusal names the setting and what was asked, and no address of this machine', () => {
  expect(foreignHostDetail('nas:4600')).toBe(
    'Host was "nas:4600", which is no address of this service. Use an address that was printed at the start, or add this one to SLIPSTREAM_ORIGINS (as http://name:port, or https://name behind a proxy) and start again.',
  )
  expect(foreignOriginDetail('nas:4600', undefined)).toBe(
    'Only the player that this service serves may do this: Origin was nothing and Host "nas:4600". They must be one address of this service; SLIPSTREAM_ORIGINS names its addresses, also those of a proxy.',
  )
  expect(foreignHostDetail(`\u001b]0;${'x'.repeat(200)}`)).toContain(`Host was "\\u001b]0;${'x'.repeat(96)}", `)
})

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.0.1', false],
  ['127.0.0.1.evil.example', false],
])('%s is loopback: %s', (host, is) => {
  expect(isLoopback(host)).toBe(is)
})
