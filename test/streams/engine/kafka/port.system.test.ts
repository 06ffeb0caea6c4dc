import { pino } from 'pino'
import { afterAll, beforeAll, describe } from 'vitest'
import { OPEN_ACCESS } from '../../../../streams/engine/access.ts'
import { createKafka } from '../../../../streams/engine/kafka/kafka.ts'
import { startStack } from '../../../support/stack.ts'
import type { Stack } from '../../../support/stack.ts'
import { describeKafkaPort } from './port-contract.ts'

const log = pino({ level: 'silent' })
let stack: Stack

beforeAll(async () => {
  stack = await startStack(undefined, 'kafka')
})
afterAll(() => stack.stop())

describe('Kafka', () => {
  describeKafkaPort(() =>
    createKafka({ brokers: stack.addresses.kafkaBrokers, access: OPEN_ACCESS.kafka, clientId: 'contract', log }),
  )
})
