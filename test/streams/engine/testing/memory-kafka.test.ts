import { describe } from 'vitest'
import { createMemoryKafka } from '../../../../streams/engine/testing/memory-kafka.ts'
import { describeKafkaPort } from '../kafka/port-contract.ts'

describe('Kafka in memory', () => {
  const kafka = createMemoryKafka()
  describeKafkaPort(() => kafka.connect())
})
