import { expect, test } from 'vitest'
import { comesFromAnotherSite } from '../../../processors/websocket-bridge/cross-site.ts'
import type { FetchHeaders } from '../../../processors/websocket-bridge/cross-site.ts'

const own = 'http://127.0.0.1:4600'

test.each<[string, string, FetchHeaders, boolean]>([
  ['the page asks', '/api/tracks', { 'sec-fetch-site': 'same-origin' }, false],
  ['the page asks with its Origin', '/api/tracks', { 'sec-fetch-site': 'same-origin', origin: own }, false],
  ['a person types the address', '/api/tracks', { 'sec-fetch-site': 'none' }, false],
  ['a program asks', '/api/tracks', {}, false],
  ['an old browser asks for its own page', '/api/tracks', { origin: own }, false],
  ['another site asks without permission', '/api/tracks', { 'sec-fetch-site': 'cross-site' }, true],
  ['another service on this host asks', '/api/tracks?q=a', { 'sec-fetch-site': 'same-site' }, true],
  ['another site asks with its Origin', '/api/tracks', { origin: 'http://evil.example' }, true],
  ['a sandboxed page asks', '/api/tracks', { origin: 'null' }, true],
  ['another site plays a track', '/api/tracks/x/audio', { 'sec-fetch-site': 'cross-site' }, true],
  ['a value that no browser sends', '/api/tracks', { 'sec-fetch-site': 'same-origin, none' }, true],
  ['a link on another site leads to the player', '/', { 'sec-fetch-site': 'cross-site' }, false],
  ['a link on another site leads to a search', '/library?q=a', { 'sec-fetch-site': 'cross-site' }, false],
])('%s', (_, path, headers, expected) => {
  expect(comesFromAnotherSite(path, headers, (origin) => origin === own)).toBe(expected)
})
