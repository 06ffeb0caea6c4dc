import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { allRoutes, pathOf } from '../../../../schemas/http.ts'
import { refusal, startRig, stopClock, temporaryFolder } from '../bridge-rig.ts'
import type { Answer, Rig } from '../bridge-rig.ts'
import { listen } from '../listening.ts'

const PASSWORD = 'correct horse'

/** A built player of a few words. */
function playerFolder(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<p>the player</p>')
  writeFileSync(join(folder, 'login.html'), '<script src="/assets/login-1.js"></script><link href="/favicon.svg">')
  for (const file of ['assets/login-1.js', 'assets/index-1.js', 'favicon.svg']) writeFileSync(join(folder, file), file)
  return folder
}

const guarded = (password: string = PASSWORD, dataFolder?: string) =>
  startRig({ door: { password }, playerFolder: playerFolder(), ...(dataFolder === undefined ? {} : { dataFolder }) })

const logIn = (rig: Rig, password: unknown = PASSWORD, headers: object = {}) =>
  rig.ask('POST', '/api/login', { origin: rig.url, ...headers }, { password })

const cookieOf = ({ headers }: Answer) => headers['set-cookie']?.[0]?.split(';')[0] ?? ''
const codeOf = (answer: Answer) => (answer.json() as { code: string }).code

describe('before the login', () => {
  test('no route answers but those that show nothing', async () => {
    const rig = await guarded()
    const answers = await Promise.all(
      allRoutes.map(async ({ method, path }) => {
        const answer = await rig.ask(method, pathOf({ path }, { id: 'a' }), {
          origin: rig.url,
          'x-forwarded-for': '192.0.2.7',
        })
        return [path, answer.status, answer.status < 400 ? '' : codeOf(answer)] as const
      }),
    )
    const others = answers.filter(([, , code]) => code !== 'login-required')
    expect(others).toStrictEqual([
      ['/api/login', 400, 'bad-request'],
      ['/api/logout', 200, ''],
      ['/livez', 200, ''],
      ['/readyz', 503, undefined],
      ['/metrics', 401, 'token-required'],
    ])
    expect(answers.length).toBeGreaterThan(12)
  })

  test('every page is the login page, and of the files only those that it names are served', async () => {
    const rig = await guarded()
    const page = await rig.ask('GET', '/albums/7')
    expect([page.status, page.headers['cache-control'], page.body.toString()]).toStrictEqual([
      401,
      'no-store',
      expect.stringContaining('login-1.js'),
    ])
    const status = async (path: string) => (await rig.ask('GET', path)).status
    expect(await Promise.all(['/', '/assets/login-1.js', '/favicon.svg'].map(status))).toStrictEqual([401, 200, 200])
    const others = ['/assets/index-1.js', '/index.html', '/assets/../index.html', '/%61ssets/index-1.js']
    expect(await Promise.all(others.map(status))).toStrictEqual([401, 401, 401, 401])
  })

  test('a player that is not built says so', async () => {
    const rig = await startRig({ door: { password: PASSWORD }, playerFolder: temporaryFolder() })
    expect((await rig.ask('GET', '/')).status).toBe(503)
  })

  test('no socket opens, with a session of before the password neither', async () => {
    const open = await startRig()
    const before = await open.session()
    const rig = await guarded(PASSWORD, open.dataFolder)
    expect(codeOf(await refusal(rig.url, { origin: rig.url, cookie: before }))).toBe('login-required')
    expect(codeOf(await rig.ask('POST', '/api/session', { origin: rig.url, cookie: before }))).toBe('login-required')
    const { listenerId } = (await logIn(rig, PASSWORD, { cookie: before })).json() as { listenerId: string }
    expect(before).toContain(`=${listenerId}.`)
  })
})

describe('the login', () => {
  test('opens everything, and the session says so', async () => {
    const rig = await guarded()
    const answer = await logIn(rig)
    const cookie = cookieOf(answer)
    expect([answer.status, answer.headers['set-cookie']?.[0]]).toStrictEqual([
      200,
      expect.stringMatching(/HttpOnly; SameSite=Strict$/),
    ])
    expect(answer.headers['set-cookie']?.[0]).not.toContain(PASSWORD)
    const session = await rig.ask('POST', '/api/session', { origin: rig.url, cookie })
    expect(session.json()).toStrictEqual({ ...(answer.json() as object), loggedIn: true, watches: true })
    expect((await rig.ask('GET', '/', { cookie })).body.toString()).toBe('<p>the player</p>')
    expect((await rig.ask('GET', '/api/library', { cookie })).status).toBe(200)
    expect((await listen(rig, cookie)).id).toBe((answer.json() as { listenerId: string }).listenerId)
  })

  test('is refused for another password, from another site, and for what is none', async () => {
    const rig = await guarded()
    expect(codeOf(await logIn(rig, 'correct horsf'))).toBe('wrong-password')
    expect(codeOf(await logIn(rig, PASSWORD, { origin: 'http://evil.example' }))).toBe('foreign-origin')
    expect([codeOf(await logIn(rig, 7)), codeOf(await logIn(rig, 'x'.repeat(2_000)))]).toStrictEqual([
      'bad-request',
      'bad-request',
    ])
  })

  test('is slowed by address after wrong passwords, the right one too; those who are in notice nothing', async () => {
    const rig = await guarded()
    const from = (address: string) => ({ 'x-forwarded-for': address })
    const cookie = cookieOf(await logIn(rig, PASSWORD, from('192.0.2.1')))
    // A busy machine takes longer for a few passwords than the first wait lasts.
    stopClock()
    for (let i = 0; i < 3; i += 1) expect(codeOf(await logIn(rig, 'wrong', from('192.0.2.7')))).toBe('wrong-password')
    const slowed = await logIn(rig, PASSWORD, from('192.0.2.7'))
    expect([slowed.status, codeOf(slowed), slowed.headers['retry-after']]).toStrictEqual([
      429,
      'too-many-attempts',
      '1',
    ])
    expect((await logIn(rig, PASSWORD, from('192.0.2.8'))).status).toBe(200)
    expect((await rig.ask('GET', '/api/library', { cookie, ...from('192.0.2.7') })).status).toBe(200)
  })

  test('ends with another password, and the listener stays', async () => {
    const rig = await guarded()
    const answer = await logIn(rig)
    const again = await guarded(PASSWORD, rig.dataFolder)
    expect((await again.ask('GET', '/api/library', { cookie: cookieOf(answer) })).status).toBe(200)
    const changed = await guarded('battery staple', rig.dataFolder)
    expect(codeOf(await changed.ask('GET', '/api/library', { cookie: cookieOf(answer) }))).toBe('login-required')
    const loggedIn = await logIn(changed, 'battery staple', { cookie: cookieOf(answer) })
    expect(loggedIn.json()).toStrictEqual(answer.json())
  })

  test('ends with the logout, which closes the sockets of that browser alone', async () => {
    const rig = await guarded()
    const [mine, other] = [cookieOf(await logIn(rig)), cookieOf(await logIn(rig))]
    const [player, stranger] = [await listen(rig, mine), await listen(rig, other)]
    const why = once(player.socket, 'close')
    const answer = await rig.ask('POST', '/api/logout', { origin: rig.url, cookie: mine })
    const [code, reason] = (await why) as [number, Buffer]
    expect([answer.status, code, reason.toString()]).toStrictEqual([200, 1008, 'logged out'])
    expect(codeOf(await rig.ask('GET', '/api/library', { cookie: cookieOf(answer) }))).toBe('login-required')
    stranger.send('x')
    expect(await stranger.next('error')).toMatchObject({ code: 'bad-message' })
  })

  test('is not needed where there is no password', async () => {
    const rig = await startRig()
    const answer = await rig.ask('POST', '/api/login', { origin: rig.url }, { password: 'x' })
    const session = await rig.ask('POST', '/api/session', { origin: rig.url, cookie: cookieOf(answer) })
    expect(session.json()).toStrictEqual({ ...(answer.json() as object), loggedIn: false, watches: true })
  })
})
