import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { clientAddress } from '../../../../processors/websocket-bridge/edge/client-address.ts'

function requestFrom(peer: string | undefined, forwardedFor?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: peer })
  const request = new IncomingMessage(socket)
  if (forwardedFor !== undefined) request.headers['x-forwarded-for'] = forwardedFor
  return request
}

test.each<[string, readonly string[], string | undefined, string | undefined, string]>([
  ['a client that connects itself', ['loopback'], '192.0.2.7', undefined, '192.0.2.7'],
  ['a client that connects itself, and invents a proxy', ['loopback'], '192.0.2.7', '198.51.100.1', '192.0.2.7'],
  ['a client behind a proxy of this machine', ['loopback'], '127.0.0.1', '198.51.100.1', '198.51.100.1'],
  [
    'a client that wrote the header before the proxy did',
    ['loopback'],
    '::1',
    '10.0.0.1, 198.51.100.1',
    '198.51.100.1',
  ],
  ['a client behind two proxies', ['loopback', '10.0.0.0/8'], '::1', '1.1.1.1, 198.51.100.1, 10.0.0.9', '198.51.100.1'],
  ['a client of this machine, when no proxy is trusted', [], '127.0.0.1', '198.51.100.1', '127.0.0.1'],
  ['an IPv4 client of an IPv6 socket', [], '::ffff:192.0.2.7', undefined, '192.0.2.7'],
  ['an IPv4 proxy of an IPv6 socket', ['loopback'], '::ffff:127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['an IPv6 client', [], '2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2::/64'],
  ['its neighbour in the same network', [], '2001:DB8:1:2::1', undefined, '2001:db8:1:2::/64'],
  ['an IPv6 client of the local link', [], 'fe80::1%eth0', undefined, 'fe80:0:0:0::/64'],
  ['IPv6 loopback', [], '::1', undefined, '::1'],
  ['a header that is no address', ['loopback'], '127.0.0.1', 'nonsense', 'nonsense'],
  ['a socket that is gone', ['loopback'], undefined, '198.51.100.1', 'unknown'],
])('%s', (_, trusted, peer, forwardedFor, address) => {
  expect(clientAddress(trusted)(requestFrom(peer, forwardedFor))).toBe(address)
})
