import { createServer } from 'node:http'
import { pino } from 'pino'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { kafkaClients } from '../../../streams/engine/kafka/clients.ts'

/**
 * The least that a bridge does, as a process of its own: a socket for each listener, and a text as long as the record for each record
 * of the listener. No session, limit, library or message. Started with brokers, the topic and its number of partitions.
 */

const [brokers = '', topic = '', partitions = '1'] = process.argv.slice(2)
const byListener = new Map<string, WebSocket>()
const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', (socket, request) => byListener.set(String(request.headers.cookie), socket))
const consumer = kafkaClients(brokers.split(','), 'bare', pino({ level: 'silent' })).consumer({
  groupId: 'bare-bridge',
  maxWaitTimeInMs: 500,
})
await consumer.connect()
await consumer.subscribe({ topics: [topic], fromBeginning: false })
consumer.on('consumer.group_join', () => {
  server.listen(0, '127.0.0.1', 50_000, () => {
    const address = server.address()
    if (typeof address === 'object' && address !== null) process.send?.(address.port)
  })
})
await consumer.run({
  autoCommit: false,
  partitionsConsumedConcurrently: Number(partitions),
  eachBatch({ batch }) {
    for (const { key, value, headers } of batch.messages) {
      const text = `${String(headers?.['push'])} `.padEnd(value?.length ?? 0, 'x')
      byListener.get(String(key))?.send(text)
    }
    return Promise.resolve()
  },
})
process.once('disconnect', () => process.exit())
