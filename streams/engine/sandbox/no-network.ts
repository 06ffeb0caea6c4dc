import dgram from 'node:dgram'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

/**
 * Disables the network for every module that is loaded after this one, for machines that permit no network namespace.
 * This guards against JavaScript that is led astray, not against machine code.
 */
function refuse(): never {
  throw new Error('A sandboxed process has no network.')
}

Object.assign(net.Socket.prototype, { connect: refuse })
Object.assign(net.Server.prototype, { listen: refuse })
Object.assign(dgram.Socket.prototype, { bind: refuse, connect: refuse, send: refuse })
Object.assign(dns, { lookup: refuse, resolve: refuse })
Object.assign(dns.promises, { lookup: refuse, resolve: refuse })
Object.assign(globalThis, { fetch: refuse })
syncBuiltinESMExports()
