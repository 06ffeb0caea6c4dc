import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import fastify from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servePlayer } from '../../../../processors/websocket-bridge/edge/player-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipstream-dist-'))
const app = fastify()
/** As browsers ask for a page. */
const navigation = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<p>the player</p>')
  writeFileSync(join(folder, 'assets', 'index-1.js'), 'play()')
  const views = { '': ['assets/listen-1.js', 'assets/parts-1.js'], album: ['assets/album-1.js'] }
  writeFileSync(join(folder, 'views.json'), JSON.stringify(views))
  await servePlayer(app, folder, pino({ level: 'silent' }))
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

const isPlayer = async (url: string, headers: Readonly<Record<string, string>> = {}) =>
  (await app.inject({ url, headers })).body === '<p>the player</p>'

test.each(['/', '/albums', '/album/3f2a', '/genre/R%26B', '/genre/R.E.M.', '/artist/will.i.am?sort=year'])(
  'a browser that goes to %s gets the player',
  async (url) => {
    expect(await isPlayer(url, navigation)).toBe(true)
  },
)

test.each(['/api', '/api/nothing', '/api/nothing.html', '/assets/index-0.js', '/assets/none'])(
  'what is missing at %s is no page, not even for a browser that goes there',
  async (url) => {
    expect(await isPlayer(url, navigation)).toBe(false)
  },
)

test('a picture that is missing is no page, and what there is is sent as it is', async () => {
  expect([await isPlayer('/none.png', { accept: 'image/*' }), await isPlayer('/none.png')]).toEqual([false, false])
  expect((await app.inject({ url: '/assets/index-1.js', headers: navigation })).body).toBe('play()')
})

test('what the build has compressed is sent so to who takes it, each with an ETag of its own', async () => {
  writeFileSync(join(folder, 'assets', 'index-2.js'), 'play()')
  writeFileSync(join(folder, 'assets', 'index-2.js.br'), brotliCompressSync('play()'))
  const url = '/assets/index-2.js'
  const [br, plain] = [
    await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } }),
    await app.inject({ url, headers: { 'accept-encoding': 'gzip' } }),
  ]
  expect([br.headers['content-encoding'], plain.headers['content-encoding']]).toEqual(['br', undefined])
  expect(brotliDecompressSync(br.rawPayload).toString()).toBe(plain.body)
  expect(br.headers['content-type']).toBe(plain.headers['content-type'])
  expect([br, plain].map(({ headers }) => headers['vary'])).toEqual(['accept-encoding', 'accept-encoding'])
  expect(br.headers['etag']).not.toBe(plain.headers['etag'])
  expect(br.headers['cache-control']).toBe(plain.headers['cache-control'])
})

test('the page names the files of the view that its address leads to, and nothing else does', async () => {
  const linkOf = async (url: string) => (await app.inject({ url, headers: navigation })).headers['link']
  expect(await linkOf('/')).toBe('</assets/listen-1.js>; rel=modulepreload, </assets/parts-1.js>; rel=modulepreload')
  expect(await linkOf('/?q=album')).toBe(await linkOf('/'))
  expect(await linkOf('/album/3f2a?sort=year')).toBe('</assets/album-1.js>; rel=modulepreload')
  expect([await linkOf('/nowhere'), await linkOf('/constructor'), await linkOf('/assets/index-1.js')]).toEqual(
    Array(3).fill(undefined),
  )
})
