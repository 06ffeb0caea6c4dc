import { WebSocket } from 'ws'
import type { BridgeMessage } from '../../../schemas/live.ts'

/** Bytes that may wait for one player; the newest recommendation and the library's progress are not among them. */
export const MAX_WAITING_BYTES = 256 * 1024

/** What is on its way to one player. */
export interface SendQueue {
  /** Sends a message, in order. */
  send(message: BridgeMessage): void
  /**
   * Sends a message unless a newer one of its type comes before the player has taken what was sent: then that one.
   * @param instead sent in its place when it is the newer one of two.
   */
  sendNewest(message: BridgeMessage, instead?: BridgeMessage): void
}

/** What is used of a socket. */
type OpenSocket = Pick<WebSocket, 'readyState' | 'bufferedAmount'> & {
  send(text: string, taken: () => void): void
}

/** @param tooSlow called, perhaps more than once, when more waits than may: the player does not read. */
export function createOutbox(socket: OpenSocket, tooSlow: () => void): SendQueue {
  const newest = new Map<BridgeMessage['type'], BridgeMessage>()
  let onItsWay = false

  const put = (message: BridgeMessage, taken: () => void) => {
    if (socket.readyState !== WebSocket.OPEN) return
    const text = JSON.stringify(message)
    if (socket.bufferedAmount + Buffer.byteLength(text) > MAX_WAITING_BYTES) tooSlow()
    else socket.send(text, taken)
  }

  const next = () => {
    if (onItsWay) return
    for (const [type, message] of newest) {
      newest.delete(type)
      onItsWay = true
      put(message, () => {
        onItsWay = false
        next()
      })
      return
    }
  }

  return {
    send: (message) => put(message, () => undefined),
    sendNewest(message, instead = message) {
      newest.set(message.type, newest.has(message.type) ? instead : message)
      next()
    },
  }
}
