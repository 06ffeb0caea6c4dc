import dgram from 'node:dgram'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

/**
 * Takes the network away from everything that is loaded after this, for machines that do not grant a process a network of
 * its own. Decoders are WebAssembly, which reaches nothing by itself; this is against what is around them.
 */
function refuse(): never {
  throw new Error('A process that decodes has no network.')
}

Object.assign(net.Socket.prototype, { connect: refuse })
Object.assign(net.Server.prototype, { listen: refuse })
Object.assign(dgram.Socket.prototype, { bind: refuse, connect: refuse, send: refuse })
Object.assign(dns, { lookup: refuse, resolve: refuse })
Object.assign(dns.promises, { lookup: refuse, resolve: refuse })
Object.assign(globalThis, { fetch: refuse })
syncBuiltinESMExports()
