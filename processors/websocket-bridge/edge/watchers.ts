import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isLoopback } from '../origin.ts'

/** Who may see how the service does: a program of this machine, or one that has the token. */
export interface Watchers {
  includes(request: IncomingMessage): boolean
  hasToken(request: IncomingMessage): boolean
}

/** What proxies add: a request with one of these comes from elsewhere, whatever it was connected from. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via']

/** @param token null: there is none, and only this machine watches. */
export function watchersBy(token: string | null): Watchers {
  const expected = token === null ? null : digest(token)
  const hasToken = ({ headers }: IncomingMessage) => {
    const [, given] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? []
    return expected !== null && given !== undefined && timingSafeEqual(digest(given), expected)
  }
  return { hasToken, includes: (request) => hasToken(request) || isOfThisMachine(request) }
}

/** `timingSafeEqual` compares equal lengths only. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** A machine that connects to an address of its own has that address itself. */
function isOfThisMachine({ headers, socket }: IncomingMessage): boolean {
  const { remoteAddress, localAddress } = socket
  if (remoteAddress === undefined || FORWARDED.some((name) => name in headers)) return false
  return remoteAddress === localAddress || isLoopback(remoteAddress.replace(/^::ffff:/, ''))
}
