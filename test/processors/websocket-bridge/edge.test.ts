import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { albumIdOf, artistIdsOf } from '../../../processors/shared/entities/ids.ts'
import { record } from '../../../streams/engine/topic.ts'
import { SCANNER_KEY } from '../../../schemas/keys.ts'
import { analysisFailures, audioFeatures, libraryScans } from '../../../schemas/topics.ts'
import { heard } from '../../support/builders.ts'
import { indexing } from '../../support/indexing.ts'
import { addTracks, startRig } from './bridge-rig.ts'
import type { Rig } from './bridge-rig.ts'
import { failure, features, idOf, libraryScan, reference } from './fixtures.ts'

const problem = (code: string, status: number) => expect.objectContaining({ code, status }) as unknown

describe('session', () => {
  test('a new listener gets a signed cookie that scripts cannot read and other sites cannot use', async () => {
    const rig = await startRig()
    const answer = await rig.ask('POST', '/api/session', { origin: rig.url })
    const { listenerId } = answer.json() as { listenerId: string }
    expect(listenerId).toMatch(/^[0-9a-f]{32}$/)
    const cookie = answer.headers['set-cookie']?.[0] ?? ''
    expect(cookie).toMatch(
      new RegExp(
        `^slipstream-session-[0-9a-f]{8}=${listenerId}\\.[^;]+; Max-Age=34560000; Path=/; HttpOnly; SameSite=Strict$`,
      ),
    )
  })

  test('a valid cookie keeps its listener, also over a restart; a forged one does not', async () => {
    const rig = await startRig()
    const cookie = await rig.session()
    const id = /=([0-9a-f]{32})\./.exec(cookie)?.[1] ?? ''
    const again = await startRig({ dataFolder: rig.dataFolder })
    const listenerWith = async (sent: string) =>
      ((await again.ask('POST', '/api/session', { origin: again.url, cookie: sent })).json() as { listenerId: string })
        .listenerId
    expect(await listenerWith(cookie)).toBe(id)
    expect(await listenerWith(`other=1; ${cookie}`)).toBe(id)
    const forged = [
      cookie.replace(id, 'b'.repeat(32)),
      cookie.slice(0, -3),
      `${cookie.split('=')[0] ?? ''}=${id}`,
      `slipstream-session=${id}`,
      `slipstream-session=${id}.`,
    ]
    for (const sent of forged) expect(await listenerWith(sent)).not.toMatch(new RegExp(`^(${id}|b{32})$`))
  })

  test('two services keep their listeners in one browser, which does not tell their ports apart', async () => {
    const [one, two] = [await startRig(), await startRig()]
    const jar = new Map<string, string>()
    const visit = async (rig: Rig) => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await rig.ask('POST', '/api/session', { origin: rig.url, cookie })
      for (const set of answer.headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
        jar.set(name, value)
      }
      return (answer.json() as { listenerId: string }).listenerId
    }
    const [first, second] = [await visit(one), await visit(two)]
    expect([await visit(one), await visit(two), jar.size]).toStrictEqual([first, second, 2])
  })

  test('two bridges with one key know the same listeners, also those that one of them had before', async () => {
    const before = await startRig()
    const visit = async (rig: Rig, cookie: string) => {
      const answer = await rig.ask('POST', '/api/session', { origin: rig.url, cookie })
      return { listener: (answer.json() as { listenerId: string }).listenerId, set: answer.headers['set-cookie'] }
    }
    const early = await before.session()
    const { listener } = await visit(before, early)
    const door = { sessionKey: 'a key of thirty-two letters or more' }
    const one = await startRig({ door, dataFolder: before.dataFolder })
    const two = await startRig({ door })

    const known = await visit(one, early)
    const renewed = /^[^;]+/.exec(known.set?.[0] ?? '')?.[0] ?? ''
    expect([known.listener, renewed === early]).toStrictEqual([listener, false])
    expect((await visit(two, renewed)).listener).toBe(listener)
    expect((await visit(two, early)).listener).not.toBe(listener)
  })

  test('a cookie of the earlier name is renamed, and its listener stays; that of another service is left alone', async () => {
    const rig = await startRig()
    const cookie = await rig.session()
    const id = /=([0-9a-f]{32})\./.exec(cookie)?.[1]
    const earlier = cookie.replace(/^[^=]+/, 'slipstream-session')
    const renamed = await rig.ask('POST', '/api/session', { origin: rig.url, cookie: earlier })
    expect(renamed.json()).toStrictEqual({ listenerId: id, loggedIn: false, watches: true })
    expect(renamed.headers['set-cookie']).toStrictEqual([
      expect.stringContaining(`${cookie};`),
      expect.stringMatching(/^slipstream-session=; .*Expires=Thu, 01 Jan 1970/),
    ])
    const foreign = (await (await startRig()).session()).replace(/^[^=]+/, 'slipstream-session')
    const stranger = await rig.ask('POST', '/api/session', { origin: rig.url, cookie: foreign })
    expect(stranger.headers['set-cookie']).toHaveLength(1)
  })

  test('the key is readable by its owner alone', async () => {
    const rig = await startRig()
    const key = statSync(join(rig.dataFolder, 'session.key'))
    expect([key.mode & 0o777, key.size]).toStrictEqual([0o600, 32])
  })

  test.each([
    ['missing', {}],
    ['null', { origin: 'null' }],
    ['foreign', { origin: 'http://evil.example' }],
    ['of another port', { origin: 'http://127.0.0.1:1' }],
  ])('a changing request whose Origin is %s is refused', async (_, headers) => {
    const answer = await (await startRig()).ask('POST', '/api/session', headers)
    expect([answer.status, answer.headers['set-cookie'], answer.json()]).toStrictEqual([
      403,
      undefined,
      problem('foreign-origin', 403),
    ])
  })

  test('a name that was pointed at this address from outside is refused, even for reading', async () => {
    const rig = await startRig()
    const host = `evil.example:${new URL(rig.url).port}`
    const answer = await rig.ask('GET', '/api/tracks', { host })
    expect(answer.json()).toStrictEqual(problem('foreign-host', 403))
    expect((await rig.ask('POST', '/api/session', { host, origin: `http://${host}` })).status).toBe(403)
  })
})

describe('tracks', () => {
  test('a list, one track, and what sounds like it', async () => {
    const rig = await startRig()
    const names = ['a', 'b', 'c']
    addTracks(
      rig,
      names.map((name) => reference(name)),
    )
    rig.log.send(names.slice(0, 2).map((name, i) => record(audioFeatures, idOf(name), features(name, i), 0)))
    const item = (name: string, fields: object) => ({
      trackId: idOf(name),
      title: `Title ${name}`,
      artist: `Artist ${name}`,
      album: `Album ${name}`,
      genres: ['Ambient'],
      durationMs: 30_125,
      year: 2020,
      trackNumber: 1,
      discNumber: null,
      albumId: albumIdOf(reference(name)),
      artistIds: artistIdsOf(reference(name)),
      path: `${name}.ogg`,
      mediaType: 'audio/ogg',
      hasArt: false,
      addedAt: 1_700_000_000_000,
      state: 'heard',
      ...fields,
    })
    const waiting = item('c', { durationMs: 30_000, state: 'waiting' })
    const loud = (loudnessLufs: number) => ({ levels: { loudnessLufs } })
    expect((await rig.ask('GET', '/api/tracks')).json()).toStrictEqual({
      items: [item('a', loud(-13)), item('b', loud(-14)), waiting],
      nextCursor: null,
      total: 3,
    })
    expect((await rig.ask('GET', `/api/tracks/${idOf('a')}`)).json()).toStrictEqual({
      ...item('a', loud(-13)),
      peaks: [0, 128, 255],
      features: {
        durationMs: 30_125,
        sampleRateHz: 44_100,
        channels: 2,
        loudnessDb: -14,
        extractorVersion: '1',
        spectralCentroid: 0,
        zeroCrossingRate: 0,
      },
    })
    expect((await rig.ask('GET', `/api/tracks/${idOf('c')}`)).json()).toStrictEqual({
      ...waiting,
      peaks: [],
      features: null,
    })
    expect((await rig.ask('GET', `/api/tracks/${idOf('c')}/similar`)).json()).toStrictEqual({
      items: [],
      nextCursor: null,
    })
    expect((await rig.ask('GET', '/api/library')).json()).toStrictEqual({
      tracks: 3,
      heard: 2,
      failed: 0,
      indexed: 0,
      scan: null,
    })
  })

  test('what sounds like a track, without those by the same artist or of the same album when that is asked for', async () => {
    const rig = await startRig()
    const tracks = [
      reference('a', { artist: 'Ann', album: 'First' }),
      reference('b', { artist: 'Ann', album: 'Second' }),
      reference('c', { artist: 'Bob', album: 'First' }),
      reference('d', { artist: 'Bob', album: 'Third' }),
      reference('e', { artist: '', album: '' }),
      reference('f', { artist: '', album: '' }),
    ]
    addTracks(rig, tracks)
    const sounds = tracks.map(({ trackId }, i) => heard(trackId, 0, i))
    rig.log.send([...sounds, ...indexing(sounds)])
    const similar = async (name: string, query: string) => {
      const answer = (await rig.ask('GET', `/api/tracks/${idOf(name)}/similar${query}`)).json()
      const { items } = answer as { items: readonly { trackId: string; distance: number }[] }
      expect(items.map(({ distance }) => distance)).toStrictEqual(
        items.map(({ distance }) => distance).toSorted((a, b) => a - b),
      )
      return ['a', 'b', 'c', 'd', 'e', 'f']
        .filter((each) => items.some(({ trackId }) => trackId === idOf(each)))
        .join('')
    }
    expect(await similar('a', '')).toBe('bcdef')
    expect(await similar('a', '?exclude=same-artist')).toBe('cdef')
    expect(await similar('a', '?exclude=same-album')).toBe('bdef')
    expect(await similar('a', '?exclude=same-artist,same-album')).toBe('def')
    expect(await similar('e', '?exclude=same-artist,same-album')).toBe('abcdf') // nobody's name is no name
    expect((await rig.ask('GET', `/api/tracks/${idOf('a')}/similar?exclude=same-mood`)).status).toBe(400)
    addTracks(rig, [reference('c', { absentSince: 1 })])
    expect(await similar('a', '')).toBe('bdef')
    expect(await similar('a', '?exclude=same-artist')).toBe('def')
  })

  test('no answer holds a control character of a file name, or a folder of the machine', async () => {
    const rig = await startRig()
    const path = '\u001b]52;c;aGk=\u0007\n\u202egpm.exe'
    const secret = rig.musicFolder
    addTracks(rig, [reference('a', { path }), reference('b', { absentSince: 5 })])
    const message = `"${path}" is not in ${secret} any more.`
    rig.log.send([
      record(analysisFailures, idOf('a'), failure('a', { message }), 0),
      record(libraryScans, SCANNER_KEY, libraryScan({ failed: 1, current: path, away: [secret], problems: [{ library: secret, path, why: `stat '${secret}/x'` }] }), 0), // prettier-ignore
    ])
    for (const address of ['/api/tracks', `/api/tracks/${idOf('a')}`, '/api/library', '/api/library/unheard']) {
      const answer = await rig.ask('GET', address)
      const texts = textsOf(answer.json())
      const bad = texts.filter((text) => /[\p{Cc}\u202a-\u202e]/u.test(text) || text.includes(secret))
      expect([answer.status, bad]).toStrictEqual([200, []])
    }
    expect((await rig.ask('GET', '/api/library')).json()).toMatchObject({
      notHere: 1,
      pending: 1,
      waitsFor: [basename(secret)],
    })
    expect((await rig.ask('GET', `/api/tracks/${idOf('b')}`)).json()).toMatchObject({ absentSince: 5 })
  })

  test('a title is text: it is sent as it is, as JSON that no browser runs', async () => {
    const rig = await startRig()
    const title = `<script>alert(1)</script><img src=x onerror=alert(1)>"'\u2028`
    addTracks(rig, [reference('a', { title })])
    const answer = await rig.ask('GET', '/api/tracks')
    const { items } = answer.json() as { items: { title: string }[] }
    expect(items.map((each) => each.title)).toStrictEqual([title])
    expect([answer.headers['content-type'], answer.headers['x-content-type-options']]).toStrictEqual([
      'application/json; charset=utf-8',
      'nosniff',
    ])
  })

  test.each([
    ['/api/tracks/nothing', 'unknown-track', 404],
    ['/api/tracks/__proto__', 'unknown-track', 404],
    [`/api/tracks/${'x'.repeat(300)}`, 'unknown-track', 404],
    ['/api/tracks/nothing/audio', 'unknown-track', 404],
    ['/api/tracks/nothing/art', 'unknown-track', 404],
    ['/api/tracks/nothing/similar', 'unknown-track', 404],
    ['/api/tracks?limit=none', 'bad-query', 400],
    ['/api/tracks?q=a&q=b', 'bad-query', 400],
    ['/api/nothing', 'not-found', 404],
    ['/api', 'not-found', 404],
    ['/api/tracks/%ff', 'bad-request', 400],
    ['/nothing.js', 'not-found', 404],
    ['/api/me/history', 'no-session', 401],
    ['/api/me/likes', 'no-session', 401],
    ['/api/me/opinions', 'no-session', 401],
  ])('GET %s is the problem %s', async (path, code, status) => {
    const answer = await (await startRig()).ask('GET', path)
    expect([answer.status, answer.headers['content-type'], answer.json()]).toStrictEqual([
      status,
      'application/problem+json; charset=utf-8',
      problem(code, status),
    ])
  })

  test('a wrong query is answered with every parameter that is wrong, and why', async () => {
    const rig = await startRig()
    const detailOf = async (path: string) => ((await rig.ask('GET', path)).json() as { detail: string }).detail
    expect(await detailOf('/api/tracks?limit=none&q=a&q=b')).toBe('q has to be a text. limit has to be a number.')
    expect(await detailOf('/api/tracks?limit=0.5')).toBe('limit has to be a whole number.')
  })

  test('while the library is being read, it says so', async () => {
    const rig = await startRig({ open: false })
    const answer = await rig.ask('GET', '/api/tracks')
    expect([answer.status, answer.json()]).toStrictEqual([503, problem('starting', 503)])
  })
})

describe('health', () => {
  test('without Kafka it lives but is not ready, and says which part is away', async () => {
    const rig = await startRig({ open: false })
    expect((await rig.ask('GET', '/livez')).json()).toStrictEqual({ live: true })
    const answer = await rig.ask('GET', '/readyz')
    expect([answer.status, answer.json()]).toStrictEqual([
      503,
      {
        ready: false,
        parts: {
          kafka: { ok: false, why: 'Kafka does not answer at 127.0.0.1:9: start it.' },
          registry: { ok: false, why: 'The schema registry does not answer at 127.0.0.1:9: start it.' },
          mongodb: {
            ok: false,
            why: 'MongoDB does not answer at 127.0.0.1:9: start it. History and likes wait for it.',
          },
          library: { ok: true },
          processors: { ok: true },
        },
      },
    ])
  })

  test('a database that is away is named where it is needed, and nowhere else', async () => {
    const rig = await startRig()
    const cookie = await rig.session()
    const answer = await rig.ask('GET', '/api/me/history', { cookie })
    expect([answer.status, answer.json()]).toStrictEqual([
      503,
      expect.objectContaining({
        code: 'database-unavailable',
        detail:
          'MongoDB at 127.0.0.1:9 does not answer, so history and likes cannot be read. Nothing is lost: plays are kept in Kafka.',
      }) as unknown,
    ])
    expect((await rig.ask('GET', '/api/me/likes', { cookie })).status).toBe(503)
    expect((await rig.ask('GET', '/api/tracks')).status).toBe(200)
  })
})

test('every answer carries a policy under which no foreign or inline script runs', async () => {
  const rig = await startRig()
  for (const path of ['/', '/api/tracks', '/api/nothing']) {
    const { headers } = await rig.ask('GET', path)
    expect([path, headers['content-security-policy'], headers['x-content-type-options']]).toStrictEqual([
      path,
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data: blob:;media-src 'self' blob:;connect-src 'self';base-uri 'none';frame-ancestors 'none';form-action 'none'",
      'nosniff',
    ])
  }
})

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}
