import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { encodingFor } from '../../../../processors/websocket-bridge/edge/compressed-json.ts'
import { addTracks, startRig } from '../bridge-rig.ts'
import { reference } from '../fixtures.ts'

test.each([
  [undefined, null],
  ['', null],
  ['gzip, deflate, br, zstd', 'br'],
  ['GZIP;q=0.5', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['br; q=0.000', null],
  ['identity', null],
])('of %j is taken %j', (accepted, encoding) => {
  expect(encodingFor(accepted)).toBe(encoding)
})

test('a long answer is sent compressed to who takes it, and says that it depends on that', async () => {
  const rig = await startRig()
  addTracks(
    rig,
    Array.from({ length: 50 }, (_, n) => reference(`t${n}`)),
  )
  const asked = async (encoding: string) => rig.ask('GET', '/api/tracks', { 'accept-encoding': encoding })
  const [plain, br, gzip] = [await asked('identity'), await asked('gzip, br'), await asked('gzip')]
  expect([plain, br, gzip].map(({ headers }) => [headers['content-encoding'], headers['vary']])).toStrictEqual([
    [undefined, 'accept-encoding'],
    ['br', 'accept-encoding'],
    ['gzip', 'accept-encoding'],
  ])
  expect(brotliDecompressSync(br.body)).toStrictEqual(plain.body)
  expect(gunzipSync(gzip.body)).toStrictEqual(plain.body)
  expect(br.body.length).toBeLessThan(plain.body.length / 5)
  expect(br.headers['content-type']).toBe(plain.headers['content-type'])
})

test('a short answer and sound are sent as they are', async () => {
  const rig = await startRig()
  const answer = await rig.ask('GET', '/api/library', { 'accept-encoding': 'br' })
  expect([answer.headers['content-encoding'], answer.headers['vary']]).toStrictEqual([undefined, undefined])
})
