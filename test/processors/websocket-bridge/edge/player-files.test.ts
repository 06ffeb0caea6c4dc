import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
