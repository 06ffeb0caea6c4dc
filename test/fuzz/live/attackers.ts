import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Random } from '../../../processors/shared/random.ts'
import { hostileMessage } from './messages.ts'
import type { HostileMessage, Known } from './messages.ts'
import { hostileRequest } from './requests.ts'

/** More than a listener may send at once, so that both what is taken and what is too fast is met. */
const MESSAGES_PER_SOCKET = 60
/** One request for so many messages. */
const MESSAGES_PER_REQUEST = 10

export interface AttackOptions {
  readonly url: string
  /** Where a proxy on this machine says that they come from. */
  readonly address: string
  /** Cookies of listeners who attack, in turn. */
  readonly cookies: readonly string[]
  readonly known: Known
  readonly random: Random
  /** @returns whether one more message is to be sent. */
  next(): boolean
  /** Told of each message sent, and of each answer's type or refusal. */
  sent(kind: string): void
  answered(what: string): void
}

/** Sends hostile messages over one socket after another, and requests beside them. */
export async function attack(options: AttackOptions): Promise<void> {
  const { url, address, cookies, known, random, next } = options
  const origin = new URL(url).origin
  for (let more = next(); more;) {
    const cookie = random.pick(cookies)
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/live`, {
      headers: { cookie, 'x-forwarded-for': address },
      origin,
    })
    socket.on('error', () => undefined)
    socket.on('message', (raw: Buffer) => options.answered(answerOf(raw)))
    await Promise.race([once(socket, 'open'), once(socket, 'close')])
    for (let i = 0; more && i < MESSAGES_PER_SOCKET && socket.readyState === WebSocket.OPEN; i += 1) {
      const message = hostileMessage(random, known)
      await sendOn(socket, message)
      options.sent(message.kind)
      more = next()
      if (i % MESSAGES_PER_REQUEST === 0) await hostileRequest(url, random, known)
    }
    if (socket.readyState === WebSocket.OPEN) {
      // Its pong comes after the answers to all that was sent before.
      const pong = once(socket, 'pong')
      socket.ping()
      await Promise.race([pong, once(socket, 'close')])
    }
    socket.terminate()
  }
}

function sendOn(socket: WebSocket, { send, data }: HostileMessage): Promise<void> {
  return new Promise((resolve) => {
    const done = () => resolve()
    if (socket.readyState !== WebSocket.OPEN) resolve()
    else if (send === 'ping') socket.ping(data, true, done)
    else if (send === 'fragments') {
      const middle = Math.floor(data.length / 2)
      socket.send(data.slice(0, middle), { fin: false })
      socket.send(data.slice(middle), { fin: true }, done)
    } else socket.send(send === 'binary' ? Buffer.from(data) : data, { binary: send === 'binary' }, done)
  })
}

function answerOf(raw: Buffer): string {
  const { type, code } = JSON.parse(raw.toString('utf8')) as { readonly type: string; readonly code?: string }
  return code ?? type
}
