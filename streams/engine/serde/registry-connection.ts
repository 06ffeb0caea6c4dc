import { Agent as PlainAgent, request as askPlainly } from 'node:http'
import { Agent as TlsAgent, request as askOverTls } from 'node:https'
import { connect } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'
import type { RegistryAccess, Secret } from '../access.ts'

/** Of a request that has a body, by Confluent's interface. */
const CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json'

export interface RegistryConnection {
  /** Without a user and password, and without a slash at its end. */
  readonly url: string
  /** What says who asks, read at each request. */
  headers(): Readonly<Record<string, string>>
  readonly agent: PlainAgent
  /** @param path below the URL. @throws {Error} when there is no answer in time. */
  ask(path: string, within: { readonly ms: number }, body?: object): Promise<RegistryAnswer>
}

export interface RegistryAnswer {
  readonly status: number
  readonly text: string
}

/** Everything that asks the registry does so by this. @param address of the registry with its path, and perhaps a user and password. */
export function registryConnection(address: string, access: RegistryAccess): RegistryConnection {
  const { url, basic } = withoutUser(address)
  const agent = url.startsWith('https:') ? tlsAgent(access.authority) : new PlainAgent({ keepAlive: true })
  const headers = (): Readonly<Record<string, string>> => {
    const authorization = authorizationOf(access) ?? basic
    return authorization === null ? {} : { authorization }
  }
  return {
    url,
    agent,
    headers,
    ask: (path, { ms }, body) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? null : JSON.stringify(body)
        const asked = (url.startsWith('https:') ? askOverTls : askPlainly)(`${url}${path}`, {
          method: text === null ? 'GET' : 'POST',
          agent,
          headers: { ...headers(), ...(text !== null && { 'content-type': CONTENT_TYPE }) },
          signal: AbortSignal.timeout(ms),
        })
        asked.on('error', reject)
        asked.on('response', (answer) => {
          let got = ''
          answer.setEncoding('utf8')
          answer.on('data', (part: string) => (got += part))
          answer.on('error', reject)
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: got }))
        })
        asked.end(text ?? undefined)
      }),
  }
}

function authorizationOf({ login }: RegistryAccess): string | null {
  if (login === null) return null
  if ('token' in login) return `Bearer ${login.token.read()}`
  return basicOf(login.username, login.password.read())
}

const basicOf = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

function withoutUser(address: string): { readonly url: string; readonly basic: string | null } {
  const url = new URL(address)
  const { username, password } = url
  url.username = url.password = ''
  return {
    url: url.href.replace(/\/$/, ''),
    basic: username === '' ? null : basicOf(decodeURIComponent(username), decodeURIComponent(password)),
  }
}

/** Reads the authority for each connection: its file may have changed. */
function tlsAgent(authority: Secret | null): TlsAgent {
  const agent = new TlsAgent({ keepAlive: true })
  if (authority === null) return agent
  return Object.assign(agent, {
    createConnection: (options: ConnectionOptions) => connect({ ...options, ca: authority.read() }),
  })
}
