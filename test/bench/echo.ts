import { pino } from 'pino'
import { kafkaClients } from '../../streams/engine/kafka/clients.ts'

/**
 * The middle of a raw echo, as a process of its own: copies the bytes of one topic to another with kafkajs and nothing else,
 * neither idempotent nor in transactions. Started with brokers, the topic to read and the topic to write.
 */

const [brokers = '', from = '', to = ''] = process.argv.slice(2)
const clients = kafkaClients(brokers.split(','), 'echo', pino({ level: 'silent' }))
const producer = clients.producer({})
const consumer = clients.consumer({ groupId: `${from}-echo`, maxWaitTimeInMs: 500 })
await Promise.all([producer.connect(), consumer.connect()])
await consumer.subscribe({ topics: [from], fromBeginning: true })
consumer.on('consumer.group_join', () => process.send?.('ready'))
await consumer.run({
  autoCommit: false,
  partitionsConsumedConcurrently: 8,
  async eachBatch({ batch }) {
    const { partition, messages } = batch
    await producer.send({ topic: to, messages: messages.map(({ key, value }) => ({ key, value, partition })) })
  },
})
process.once('disconnect', () => process.exit())
