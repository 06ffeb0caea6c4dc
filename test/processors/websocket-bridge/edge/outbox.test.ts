import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createOutbox, MAX_WAITING_BYTES } from '../../../../processors/websocket-bridge/edge/outbox.ts'

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
