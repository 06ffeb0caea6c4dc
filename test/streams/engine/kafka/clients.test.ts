import { pino } from 'pino'
import { expect, it } from 'vitest'
import { kafkaClients } from '../../../../streams/engine/kafka/clients.ts'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'

it('gives every client a Kafka object of its own: those of one share a cache of committed offsets', () => {
  const { Kafka } = kafkajs
  let created = 0
  class CountedKafka extends Kafka {
    constructor(...settings: ConstructorParameters<typeof Kafka>) {
      super(...settings)
      created += 1
    }
  }
  Object.assign(kafkajs, { Kafka: CountedKafka })
  try {
    const clients = kafkaClients(['127.0.0.1:1'], 'test', pino({ level: 'silent' }))
    clients.admin()
    clients.consumer({ groupId: 'one' })
    clients.consumer({ groupId: 'one' })
    clients.producer({ idempotent: true })
  } finally {
    Object.assign(kafkajs, { Kafka })
  }
  expect(created).toBe(4)
})
