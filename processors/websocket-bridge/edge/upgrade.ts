import type { IncomingMessage, Server, ServerOptions } from 'node:http'
import type { Duplex } from 'node:stream'

/** A server may pass over an Upgrade and answer the request as any other (RFC 9110, section 7.8); h2c is asked for like that. */
export function asksForWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket'
}

/** From 24.9 on Node asks before it takes a connection out of HTTP; its types do not know that yet. */
export const upgradeOptions: ServerOptions & { readonly shouldUpgradeCallback: typeof asksForWebSocket } = {
  shouldUpgradeCallback: asksForWebSocket,
}

/** What asks for an upgrade, hop by hop (RFC 9110, section 7.8; RFC 7540, section 3.2.1). */
const UPGRADE_HEADERS = new Set(['connection', 'upgrade', 'http2-settings'])

/**
 * Gives a connection that Node took out of HTTP back to it, the request without its Upgrade first. Older versions of Node need
 * it: theirs is the choice between every Upgrade and none. They have read nothing behind the request's head.
 */
export function passOverUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method ?? ''} ${request.url ?? ''} HTTP/${request.httpVersion}`]
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(i, i + 2)
    if (!UPGRADE_HEADERS.has(name.toLowerCase())) lines.push(`${name}: ${value}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', socket)
}
