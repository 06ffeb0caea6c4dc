import { once } from 'node:events'
import { createServer } from 'node:https'
import { afterAll, describe, expect, it } from 'vitest'
import { plays } from '../../../../schemas/topics.ts'
import { issueCertificate, newAuthority } from '../../../../streams/app/embedded/cluster/certificate.ts'
import { registryApi } from '../../../../streams/app/topics/registry-api.ts'
import type { RegistryAccess } from '../../../../streams/engine/access.ts'
import { registryConnection } from '../../../../streams/engine/serde/registry-connection.ts'
import { connectRegistry } from '../../../../streams/engine/serde/registry.ts'

const nowMs = Date.now()
const authority = { name: 'Authority', ...newAuthority('Authority', nowMs) }
const { key, certificate } = issueCertificate(authority, { name: 'registry', hosts: ['127.0.0.1'], nowMs })

/** What was asked: path and who asked. */
const asked: string[] = []
const server = createServer({ key, cert: certificate }, (request, answer) => {
  asked.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? 'nobody'}`)
  answer.setHeader('content-type', 'application/json')
  answer.end(
    JSON.stringify(
      request.url?.endsWith('/subjects') === true ? ['a'] : { id: 7, compatibilityLevel: 'FULL_TRANSITIVE' },
    ),
  )
}).listen(0, '127.0.0.1')
await once(server, 'listening')
afterAll(() => void server.close())
const address = server.address()
const host = `127.0.0.1:${address === null || typeof address === 'string' ? 0 : address.port}`
const url = `https://${host}/apis/ccompat/v7`
const known = { topicPrefix: '', authority: { read: () => authority.certificate } }
const within = { ms: 5_000 }

describe('a registry that is reached by TLS', () => {
  it('is believed by its authority alone', async () => {
    const ask = (access: RegistryAccess) => registryConnection(url, access).ask('/subjects', within)
    await expect(ask({ topicPrefix: '', authority: null, login: null })).rejects.toThrow()
    expect(await ask({ ...known, login: null })).toStrictEqual({ status: 200, text: '["a"]' })
  })

  it('is told who asks, below its path, by a token that is read each time', async () => {
    let token = 'first'
    const access = { ...known, login: { token: { read: () => token } } }
    const api = registryApi(`${url}/`, access)
    asked.length = 0
    await api.subjects()
    token = 'second'
    await api.subjects()
    await connectRegistry(url, access).register(plays)
    expect(asked.slice(0, 2)).toStrictEqual([
      'GET /apis/ccompat/v7/subjects Bearer first',
      'GET /apis/ccompat/v7/subjects Bearer second',
    ])
    expect(asked.slice(2).filter((each) => !/^\w+ \/apis\/ccompat\/v7\/\S+ Bearer second$/.test(each))).toStrictEqual(
      [],
    )
    expect(asked.length).toBeGreaterThan(2)
  })

  it('is told a name and password, of settings or of its URL', async () => {
    const password = { read: () => 'pass' }
    asked.length = 0
    await registryConnection(url, { ...known, login: { username: 'u', password } }).ask('/subjects', within)
    const named = `https://user:p%40ss@${host}/apis/ccompat/v7`
    await registryConnection(named, { ...known, login: null }).ask('/subjects', within)
    await connectRegistry(named, { ...known, login: null }).register(plays)
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
    expect(new Set(asked.map((each) => each.split(' ').slice(2).join(' ')))).toStrictEqual(
      new Set([basic('u:pass'), basic('user:p@ss')]),
    )
  })
})
