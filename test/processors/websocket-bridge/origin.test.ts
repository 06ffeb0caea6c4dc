import { expect, test } from 'vitest'
import { allowedHosts, isAllowedHost, isSameOrigin } from '../../../processors/websocket-bridge/origin.ts'

const hosts = allowedHosts('music.home', 4600)

test('the hosts are those of loopback and the one that was set', () => {
  expect([...hosts]).toStrictEqual(['127.0.0.1:4600', 'localhost:4600', '[::1]:4600', 'music.home:4600'])
  expect([...allowedHosts('::', 80, ['fe80::1'])]).toStrictEqual(
    ['127.0.0.1', 'localhost', '[::1]', '[::]', '[fe80::1]'].flatMap((host) => [host, `${host}:80`]),
  )
})

test.each([
  ['127.0.0.1:4600', true],
  ['LOCALHOST:4600', true],
  ['[::1]:4600', true],
  ['music.home:4600', true],
  ['localhost', false],
  ['localhost:4601', false],
  ['localhost:4600.evil.example', false],
  ['evil.example:4600', false],
  ['', false],
  [undefined, false],
])('Host: %s', (host, allowed) => {
  expect(isAllowedHost(hosts, host)).toBe(allowed)
})

test.each([
  ['localhost:4600', 'http://localhost:4600', true],
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
  expect(isSameOrigin(hosts, host, origin)).toBe(same)
})
