import { expect, it } from 'vitest'
import { createKeptTopic, isTopicName } from '../../../../streams/app/records/new-topic.ts'
import { memoryLog } from './memory-log.ts'

it.each([
  ['my-plays_2.copy', true],
  ['a'.repeat(249), true],
  ['a'.repeat(250), false],
  ['', false],
  ['.', false],
  ['..', false],
  ['a b', false],
])('says whether Kafka takes the name %j', (name, isTaken) => {
  expect(isTopicName(name)).toBe(isTaken)
})

it('makes a topic that deletes nothing, whatever the times of its records', async () => {
  const { runtime } = memoryLog({})
  const admin = await runtime.kafka.admin()
  await createKeptTopic(admin, 'copies', 3)
  const made = (await admin.describeTopics(['copies'])).get('copies')
  expect(made?.partitions).toBe(3)
  expect(['cleanup.policy', 'retention.ms', 'retention.bytes'].map((name) => made?.config.get(name))).toStrictEqual([
    'delete',
    '-1',
    '-1',
  ])
  await admin.close()
})
