import { expect, it } from 'vitest'
import { askKafka, requireTopic } from '../../../../streams/app/records/known-topic.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import { memoryLog } from './memory-log.ts'

it('describes a topic, and offers the nearest name for one that is none', async () => {
  const { runtime, kafka } = memoryLog({ listens: 3 })
  const found = await askKafka(runtime, (admin) => requireTopic(admin, 'listens'))
  expect(found.partitions).toBe(3)
  const wrong = askKafka(runtime, (admin) => requireTopic(admin, 'plas'))
  await expect(wrong).rejects.toThrow(new ConfigError('Kafka has no topic plas. Did you mean plays?'))
  kafka.setAway(true)
  await expect(askKafka(runtime, (admin) => admin.topicNames())).rejects.toMatchObject({ code: 'kafka-unavailable' })
})
