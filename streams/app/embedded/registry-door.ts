import { once } from 'node:events'
import { Agent, createServer, request as ask } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { REGISTRY_PATH } from '../addresses.ts'

/** Where the registry itself listens. */
export interface InnerAddress {
  readonly host: string
  readonly port: number
}

export interface RegistryDoorOptions {
  readonly host: string
  readonly port: number
  /** The port that programs of this machine see. */
  readonly publicPort: number
  readonly inner: InnerAddress
}

export interface RegistryDoor {
  close(): Promise<void>
}

const FORBIDDEN = 403
const BAD_GATEWAY = 502
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT'])
/** A registry that starts or was killed may accept and never answer. */
const ANSWER_WITHIN_MS = 30_000

type Asked = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/**
 * Why a request is refused; null when it may pass. Programs send no `Origin`, browsers do, or say in `Sec-Fetch-Site` that they
 * are one. A page whose name was rebound to this machine still sends its own name as `Host`.
 */
export function doorRefusal({ method, url, headers }: Asked, publicPort: number): string | null {
  const hosts = [`127.0.0.1:${publicPort}`, `localhost:${publicPort}`]
  if (!hosts.includes(headers.host ?? '')) return `This registry is at ${hosts.join(' and ')} only.`
  if (headers.origin !== undefined || (headers['sec-fetch-site'] ?? 'none') !== 'none')
    return 'This registry is for programs, not for web pages.'
  if (!METHODS.has(method ?? '')) return 'Nothing is deleted from this registry: records name their schemas by id.'
  // As a server reads it: without `..`, which would lead out again.
  const path = URL.canParse(url ?? '', 'http://registry') ? new URL(url ?? '', 'http://registry').pathname : ''
  if (!path.startsWith(`${REGISTRY_PATH}/`)) return `This registry answers below ${REGISTRY_PATH} only.`
  return null
}

/**
 * Stands before a registry that knows no allowed hosts (Quarkus does from 3.38) and passes on what programs of this machine ask.
 * @throws {Error} when the address cannot be listened on.
 */
export async function openRegistryDoor({ host, port, publicPort, inner }: RegistryDoorOptions): Promise<RegistryDoor> {
  const agent = new Agent({ keepAlive: true })
  const server = createServer((request, response) => {
    const refused = doorRefusal(request, publicPort)
    if (refused === null) passOn(request, response, inner, agent)
    else answer(response, FORBIDDEN, refused)
  })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    async close() {
      agent.destroy()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function passOn(request: IncomingMessage, response: ServerResponse, inner: InnerAddress, agent: Agent): void {
  const { method, url, headers } = request
  const passed = ask({ ...inner, agent, method, path: url, headers, timeout: ANSWER_WITHIN_MS })
  passed.on('response', (answered) => {
    response.writeHead(answered.statusCode ?? BAD_GATEWAY, answered.headers)
    answered.pipe(response)
    answered.on('error', () => response.destroy())
  })
  passed.on('timeout', () => passed.destroy(new Error('no answer')))
  passed.on('error', () => {
    if (response.headersSent) response.destroy()
    else answer(response, BAD_GATEWAY, 'The registry does not answer.')
  })
  response.on('close', () => passed.destroy())
  request.pipe(passed)
}

/** As the registry says errors, so that its clients can read them. */
function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json', connection: 'close' })
  response.end(JSON.stringify({ error_code: status, message }))
}
