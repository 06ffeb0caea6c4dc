import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { reloadMessage } from '../../../../processors/websocket-bridge/library-changes.ts'
import { createOutbox, MAX_WAITING_BYTES } from '../../../../processors/websocket-bridge/edge/outbox.ts'

test('of messages that a slow player has not taken the newest is sent, or what stands for it', () => {
  const sent: string[] = []
  const taken: (() => void)[] = []
  const socket = {
    readyState: WebSocket.OPEN,
    bufferedAmount: 0,
    send: (text: string, done: () => void) => {
      sent.push(text)
      taken.push(done)
    },
  }
  const outbox = createOutbox(socket, () => expect.unreachable())
  const message = (revision: number) => reloadMessage(revision)
  outbox.sendNewest(message(1), message(-1))
  outbox.sendNewest(message(2), message(-2))
  outbox.sendNewest(message(3), message(-3))
  expect(sent).toStrictEqual([JSON.stringify(message(1))])
  taken.shift()?.()
  expect(sent.slice(1)).toStrictEqual([JSON.stringify(message(-3))])
  taken.shift()?.()
  outbox.sendNewest(message(4), message(-4))
  expect(sent.slice(2)).toStrictEqual([JSON.stringify(message(4))])
})

test('more than may wait for a player who does not read is too slow, and is not kept', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens
  const accepted = once(server, 'connection')
  const player = new WebSocket(`ws://127.0.0.1:${port}`)
  onTestFinished(() => player.terminate())
  await once(player, 'open')
  const [socket] = (await accepted) as [WebSocket]
  player.pause()
  let tooSlow = 0
  const outbox = createOutbox(socket, () => (tooSlow += 1))
  const message = { type: 'ack', playId: 'p'.repeat(60_000), partition: 0, offset: 0 } as const
  while (tooSlow === 0) outbox.send(message)
  expect(socket.bufferedAmount).toBeLessThanOrEqual(MAX_WAITING_BYTES)
})
