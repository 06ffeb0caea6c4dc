import type { Socket } from 'node:net'
import type { ISocketFactoryArgs } from 'kafkajs'

/** How a TCP connection is made. Another one than Node's own routes the clients through a proxy. */
export type Connect = (to: { readonly host: string; readonly port: number }, onConnect: () => void) => Socket

const KEEP_ALIVE_MS = 60_000

/**
 * Sockets without Nagle's algorithm, which kafkajs leaves on: it delays small requests in order to fill packets.
 * @param interrupt breaks the open connections, so that a long poll ends at once; kafkajs takes it for a close by the broker.
 * They break after what is under way has been sent: kafkajs would open another connection for it, and poll there.
 */
export function socketFactory(connect: Connect, interrupt?: AbortSignal): (args: ISocketFactoryArgs) => Socket {
  const open = new Set<Socket>()
  const breakAll = () => {
    for (const socket of open) socket.emit('end')
  }
  interrupt?.addEventListener('abort', () => setImmediate(breakAll))
  return ({ host, port, onConnect }) => {
    const socket = connect({ host, port }, onConnect)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    socket.setNoDelay(true)
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    return socket
  }
}
