import { pino } from 'pino'
import { expect, it } from 'vitest'
import type { Database } from '../../../../processors/shared/mongo/database.ts'
import { listenerId } from '../../../../schemas/generated.ts'
import { allTopics, deadLetters, plays } from '../../../../schemas/topics.ts'
import { partFindings } from '../../../../streams/app/doctor/parts.ts'
import { newTopicOf } from '../../../../streams/engine/runtime/topic-settings.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { playOf } from '../../../support/builders.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('parts')
const database: Database = {
  collection: () => Promise.reject(new Error('It is away.')),
  command: () => Promise.resolve(),
  ping: () => Promise.reject(new Error('It is away.')),
  close: () => Promise.resolve(),
}

it('looks at every part, also when one of them does not answer', async () => {
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) }) // prettier-ignore
  for (const topic of allTopics)
    memory.kafka.configureTopic(topic.name, newTopicOf(topic, { holdsDeadLetters: topic === deadLetters, brokers: 1 }).config) // prettier-ignore
  await memory.write(record(plays, listenerId('a'.repeat(32)), playOf('liked', 't1'), 1))
  const look = async (refuses: string | null) => {
    const found = await partFindings({
      runtime: memory.connect(new AbortController().signal),
      registry: {
        check: (subject) => Promise.resolve({ isCompatible: subject !== refuses, messages: ['no default'] }),
      },
      database,
      mongodbUrl: 'mongodb://127.0.0.1:9/none',
      processors: ['recommend'],
      paused: ['recommend'],
    })
    return new Map(found.map((each) => [each.check, each]))
  }
  const found = await look(null)
  expect([...found].map(([name, { ok }]) => [name, ok])).toStrictEqual([
    ['kafka', true],
    ['topics', true],
    ['schemas', true],
    ['mongodb', false],
    ['group recommend', true],
    ['dead letters', true],
    ['clock', true],
  ])
  expect(found.get('group recommend')?.detail).toBe('Paused, 1 records behind.')
  expect((await look('plays-value')).get('schemas')).toMatchObject({ ok: false, detail: 'plays: no default' })
  memory.kafka.configureTopic('plays', { 'retention.ms': '1' })
  expect((await look(null)).get('topics')).toMatchObject({ ok: false, next: expect.stringContaining('provision') as unknown }) // prettier-ignore
})
