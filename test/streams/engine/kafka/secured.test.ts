import { once } from 'node:events'
import { createServer } from 'node:tls'
import { afterAll, describe, expect, it } from 'vitest'
import { connectSecurely, hostOfSeed, saslOptions, seedOf } from '../../../../streams/engine/kafka/secured.ts'
import { issueCertificate, newAuthority } from '../../../../streams/app/embedded/cluster/certificate.ts'

const NAME = 'Authority'
const nowMs = Date.now()
const old = { name: NAME, ...newAuthority(NAME, nowMs) }
const renewed = { name: NAME, ...newAuthority(NAME, nowMs) }
const identityOf = (authority: typeof old, name: string) =>
  issueCertificate(authority, { name, hosts: ['127.0.0.1'], nowMs })
const client = identityOf(renewed, 'slipstream')
const server = identityOf(renewed, 'broker')

const peers: string[] = []
const listening = createServer(
  { key: server.key, cert: server.certificate, ca: renewed.certificate, requestCert: true, rejectUnauthorized: false },
  (socket) => {
    const peer = socket.getPeerCertificate().subject as { readonly CN?: string } | undefined
    peers.push(peer?.CN ?? 'nobody')
    socket.end()
  },
).listen(0, '127.0.0.1')
await once(listening, 'listening')
afterAll(() => void listening.close())
const address = listening.address()
const port = address === null || typeof address === 'string' ? 0 : address.port

describe('a connection to a broker', () => {
  it('reads what secures it each time: a renewed authority counts at the next connection', async () => {
    let authority = old.certificate
    const connect = connectSecurely({
      tls: {
        authority: { read: () => authority },
        identity: { certificate: { read: () => client.certificate }, key: { read: () => client.key } },
      },
    })
    const reached = async () => {
      const socket = connect({ host: '127.0.0.1', port }, () => undefined)
      try {
        await once(socket.resume(), 'end')
        return 'let in'
      } catch {
        return 'refused'
      } finally {
        socket.destroy()
      }
    }
    const before = await reached()
    authority = renewed.certificate
    expect([before, await reached(), peers.at(-1)]).toStrictEqual(['refused', 'let in', 'slipstream'])
  })
})

describe('what kafkajs is given to say who it is', () => {
  it('has a password that is read each time', () => {
    let password = 'first'
    const options = saslOptions({ mechanism: 'scram-sha-256', username: 'u', password: { read: () => password } })
    const read = () => 'password' in options && options.password
    const before = read()
    password = 'second'
    expect([options.mechanism, before, read()]).toStrictEqual(['scram-sha-256', 'first', 'second'])
  })

  it('has a token that is read each time', async () => {
    let token = 'first'
    const options = saslOptions({ mechanism: 'oauthbearer', token: { read: () => token } })
    const read = async () => 'oauthBearerProvider' in options && (await options.oauthBearerProvider()).value
    const before = await read()
    token = 'second'
    expect([before, await read()]).toStrictEqual(['first', 'second'])
  })
})

it('an IPv6 address of a broker passes through kafkajs, which splits at colons', () => {
  const seeds = ['kafka:9092', '127.0.0.1:9092', '[::1]:9092', '[2001:db8::a]:1'].map(seedOf)
  expect(seeds.map((seed) => seed.split(':').length)).toStrictEqual([2, 2, 2, 2])
  expect(seeds.map((seed) => hostOfSeed(seed.split(':')[0] ?? ''))).toStrictEqual([
    'kafka',
    '127.0.0.1',
    '::1',
    '2001:db8::a',
  ])
})
