import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { watchersBy } from '../../../../processors/websocket-bridge/edge/watchers.ts'
import { startRig } from '../bridge-rig.ts'

const TOKEN = 'a-token-of-some-length'

test.each<[string, string | undefined, string, IncomingMessage['headers'], boolean]>([
  ['loopback', '127.0.0.1', '127.0.0.1', {}, true],
  ['loopback of IPv6', '::1', '::1', {}, true],
  ['loopback by an IPv6 socket', '::ffff:127.0.0.1', '::ffff:127.0.0.1', {}, true],
  ['an address of this machine', '192.0.2.5', '192.0.2.5', {}, true],
  ['another machine', '192.0.2.7', '192.0.2.5', {}, false],
  ['another machine with the token', '192.0.2.7', '192.0.2.5', { authorization: `Bearer ${TOKEN}` }, true],
  ['another machine with another token', '192.0.2.7', '192.0.2.5', { authorization: 'Bearer x' }, false],
  ['another machine with a password', '192.0.2.7', '192.0.2.5', { authorization: `Basic ${TOKEN}` }, false],
  ['a proxy of this machine', '127.0.0.1', '127.0.0.1', { 'x-forwarded-for': '192.0.2.7' }, false],
  ['a proxy that says no more than its name', '127.0.0.1', '127.0.0.1', { via: '1.1 nginx' }, false],
  ['a socket that is gone', undefined, '127.0.0.1', {}, false],
])('%s', (_, remoteAddress, localAddress, headers, may) => {
  const socket = new Socket()
  Object.defineProperties(socket, { remoteAddress: { value: remoteAddress }, localAddress: { value: localAddress } })
  const request = new IncomingMessage(socket)
  Object.assign(request.headers, headers)
  expect(watchersBy(TOKEN).includes(request)).toBe(may)
  const hasNone = headers.authorization === undefined
  expect(watchersBy(null).includes(request)).toBe(may && hasNone)
})

describe('metrics and the parts of readiness', () => {
  const proxied = { 'x-forwarded-for': '192.0.2.7' }

  test('are for this machine', async () => {
    const rig = await startRig({ open: false })
    expect((await rig.ask('GET', '/metrics')).body.toString()).toContain('slipstream_live_connections 0')
    expect((await rig.ask('GET', '/readyz')).json()).toMatchObject({ ready: false, parts: { kafka: { ok: false } } })
  })

  test('are hidden from others, who learn whether it is ready and alive', async () => {
    const rig = await startRig({ open: false })
    const metrics = await rig.ask('GET', '/metrics', proxied)
    expect([metrics.status, metrics.headers['www-authenticate'], metrics.json()]).toStrictEqual([
      401,
      'Bearer',
      expect.objectContaining({
        code: 'token-required',
        detail: expect.stringContaining('SLIPSTREAM_METRICS_TOKEN') as unknown,
      }),
    ])
    const ready = await rig.ask('GET', '/readyz', proxied)
    expect([ready.status, ready.json()]).toStrictEqual([503, { ready: false }])
    expect((await rig.ask('GET', '/livez', proxied)).json()).toStrictEqual({ live: true })
  })

  test('are for who has the token, by whatever name the service is known there', async () => {
    const rig = await startRig({ open: false, door: { metricsToken: TOKEN } })
    const headers = { ...proxied, host: 'websocket-bridge:4600', authorization: `Bearer ${TOKEN}` }
    expect((await rig.ask('GET', '/metrics', headers)).body.toString()).toContain('slipstream_live_connections 0')
    expect((await rig.ask('GET', '/readyz', headers)).json()).toMatchObject({ parts: { kafka: { ok: false } } })
    const wrong = { ...headers, authorization: 'Bearer wrong' }
    expect((await rig.ask('GET', '/metrics', wrong)).json()).toMatchObject({ code: 'foreign-host' })
    expect((await rig.ask('GET', '/metrics', { ...proxied, authorization: 'Bearer wrong' })).status).toBe(401)
    expect((await rig.ask('GET', '/api/tracks', headers)).status).toBe(403)
  })
})
