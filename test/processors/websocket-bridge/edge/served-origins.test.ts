import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { refusal, startRig } from '../bridge-rig.ts'
import { listen } from '../listening.ts'

const ORIGIN = 'https://music.example.org'
const HOST = 'music.example.org'

test('a session and a socket behind a proxy with HTTPS, whose address was named', async () => {
  const rig = await startRig({ door: { origins: [ORIGIN] } })
  const answer = await rig.ask('POST', '/api/session', { host: HOST, origin: ORIGIN })
  expect([answer.status, answer.headers['set-cookie']?.[0]]).toStrictEqual([200, expect.stringMatching(/; Secure/)])
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  const player = await rig.connect({ host: HOST, origin: ORIGIN, cookie })
  expect(await player.next('welcome')).toMatchObject({ type: 'welcome' })
  // Who is on the same machine needs no proxy, and gets a cookie that works without TLS.
  expect((await rig.ask('POST', '/api/session', { origin: rig.url })).headers['set-cookie']?.[0]).not.toMatch(/Secure/)
  expect((await listen(rig)).id).toMatch(/^[0-9a-f]{32}$/)
})

test('a refusal names the setting and what was asked', async () => {
  const rig = await startRig()
  const host = (await rig.ask('GET', '/', { host: 'nas.local:8080' })).json()
  expect(host).toMatchObject({
    code: 'foreign-host',
    detail: expect.stringMatching(/"nas.local:8080".*SLIPSTREAM_ORIGINS/) as unknown,
  })
  for (const refused of [
    await rig.ask('POST', '/api/session', { origin: ORIGIN }),
    await refusal(rig.url, { origin: ORIGIN, cookie: await rig.session() }),
  ]) {
    const detail = expect.stringMatching(new RegExp(`"${ORIGIN}".*SLIPSTREAM_ORIGINS`)) as unknown
    expect(refused.json()).toMatchObject({ code: 'foreign-origin', detail })
  }
})

test('what a client says of a proxy opens nothing', async () => {
  const rig = await startRig({ door: { origins: [ORIGIN] } })
  const forged = {
    host: 'evil.example',
    'x-forwarded-host': HOST,
    'x-forwarded-proto': 'https',
    forwarded: `host=${HOST}`,
  }
  expect((await rig.ask('GET', '/api/tracks', forged)).status).toBe(403)
  expect((await rig.ask('POST', '/api/session', { ...forged, origin: ORIGIN })).status).toBe(403)
})

test.each(['/livez', '/readyz', '/metrics'])(
  '%s is asked by any name of this machine, and by no other',
  async (path) => {
    const rig = await startRig({ door: { origins: [ORIGIN] } })
    const { port } = new URL(rig.url)
    const status = async (host: string) => (await rig.ask('GET', path, { host })).status
    const allowed = path === '/readyz' ? 503 : 200
    expect([await status(`127.0.0.1:${port}`), await status(`${hostname()}:${port}`)]).toStrictEqual([allowed, allowed])
    expect([await status('evil.example'), await status(`evil.example:${port}`)]).toStrictEqual([403, 403])
  },
)
