import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { issueCertificate, newAuthority } from '../../../../../streams/app/embedded/cluster/certificate.ts'

const nowMs = Date.UTC(2026, 10, 30)
const authority = { name: 'Test authority', ...newAuthority('Test authority', nowMs) }
const server = issueCertificate(authority, { name: 'broker-1', hosts: ['127.0.0.1', 'localhost'], nowMs })
const client = issueCertificate(authority, { name: 'slipstream', nowMs })

/** Who the server sees, of a real handshake; the code of the error where there is none. */
async function seenBy(options: ConnectionOptions): Promise<string> {
  const listening = createServer(
    {
      key: server.key,
      cert: server.certificate,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (socket) => {
      const peer = socket.getPeerCertificate().subject
      socket.end(socket.authorized ? String(peer.CN) : 'nobody')
    },
  ).listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const address = listening.address()
  const port = address === null || typeof address === 'string' ? 0 : address.port
  const socket = connect({ host: '127.0.0.1', port, ...options })
  try {
    const [answer] = (await once(socket, 'data')) as [Buffer]
    return answer.toString()
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  } finally {
    socket.destroy()
    listening.close()
  }
}

describe('a certificate', () => {
  it('is believed by who knows the authority, for the hosts that it names', async () => {
    const ca = authority.certificate
    expect({
      known: await seenBy({ ca }),
      named: await seenBy({ ca, servername: 'localhost' }),
      other: await seenBy({ ca, servername: 'example.org' }),
      unknown: await seenBy({ ca: newAuthority('Test authority', nowMs).certificate }),
      withKey: await seenBy({ ca, key: client.key, cert: client.certificate }),
    }).toStrictEqual({
      known: 'nobody',
      named: 'nobody',
      other: 'ERR_TLS_CERT_ALTNAME_INVALID',
      unknown: expect.stringMatching(/CERT|SIGN|VERIFY/) as string,
      withKey: 'slipstream',
    })
  })

  it('is valid for ten years, and that of an authority says that it is one', () => {
    const made = new X509Certificate(server.certificate)
    expect({
      from: new Date(made.validFrom).toISOString(),
      to: new Date(made.validTo).toISOString(),
      isAuthority: [made.ca, new X509Certificate(authority.certificate).ca],
      issuer: made.issuer,
    }).toStrictEqual({
      from: '2026-11-29T00:00:00.000Z',
      to: '2036-11-27T00:00:00.000Z',
      isAuthority: [false, true],
      issuer: 'CN=Test authority',
    })
  })
})
