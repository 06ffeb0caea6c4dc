import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import proxyAddress from '@fastify/proxy-addr'

/**
 * The address of the client of a request, as limits count it: an IPv6 network of 64 bits is one address, since a single
 * household has at least that many. The one place that reads X-Forwarded-For.
 */
export type AddressOf = (request: IncomingMessage) => string

const IPV6_NETWORK_GROUPS = 4

/**
 * @param trustedProxies addresses, networks (`10.0.0.0/8`) or `loopback`. X-Forwarded-For is read only where the connection comes
 * from one of them, from right to left up to the first address that is not one: what stands before it, the client wrote.
 */
export function clientAddress(trustedProxies: readonly string[]): AddressOf {
  const isTrusted = proxyAddress.compile([...trustedProxies])
  return (request) => {
    // The library leaves it to its caller that a closed socket has no address.
    if (request.socket.remoteAddress === undefined) return 'unknown'
    return counted(proxyAddress(request, isTrusted))
  }
}

function counted(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)
  if (mapped?.[1] !== undefined) return mapped[1]
  return isIPv6(address) && address !== '::1' ? `${networkOf(address)}::/64` : address
}

/** The first four groups of an IPv6 address, written in one way. */
function networkOf(address: string): string {
  const [left = '', right] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [before, after] = [groups(left), groups(right ?? '')]
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  const all = right === undefined ? before : [...before, ...zeros, ...after]
  return all
    .slice(0, IPV6_NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
