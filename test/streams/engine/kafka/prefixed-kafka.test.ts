import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { keepOpinions } from '../../../../processors/keep-opinions/keep-opinions.ts'
import { listenerId } from '../../../../schemas/generated.ts'
import { allTopics, deadLetters, opinions, plays } from '../../../../schemas/topics.ts'
import { listGroups } from '../../../../streams/app/groups/groups.ts'
import { requireTopic } from '../../../../streams/app/records/known-topic.ts'
import { prefixedKafka } from '../../../../streams/engine/kafka/prefixed-kafka.ts'
import { openDeadLetters, redrive } from '../../../../streams/engine/runtime/dead-letter-queue.ts'
import type { DeadLetterRecord } from '../../../../streams/engine/runtime/dead-letter-queue.ts'
import type { Runtime } from '../../../../streams/engine/runtime/runtime.ts'
import { createMemoryKafka } from '../../../../streams/engine/testing/memory-kafka.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { playOf } from '../../../support/builders.ts'
import { rowOutput } from '../../../support/row-output.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { describeKafkaPort } from './port-contract.ts'

const newFolder = temporaryFolders('prefixed')
const log = pino({ level: 'silent' })

describe('Kafka with a prefix', () => {
  const kafka = createMemoryKafka()
  describeKafkaPort(() => prefixedKafka(kafka.connect(), 'home-'))
})

/** Three installations on one broker, in each of which a listener likes a track of its own, and one record cannot be read. */
async function threeInstallations() {
  const kafka = createMemoryKafka()
  const made = ['', 'home-', 'home-work-'].map((topicPrefix) => {
    const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log, kafka, topicPrefix }) // prettier-ignore
    return { ...memory, topicPrefix, runtime: memory.connect(new AbortController().signal) }
  })
  for (const { runtime, write, topicPrefix } of made) {
    const track = `track-of-${topicPrefix}`
    await write(record(plays, listenerId('a'.repeat(32)), playOf('liked', track), 1))
    const producer = await runtime.kafka.producer()
    await producer.send([{ topic: 'plays', partition: 0, key: Buffer.from('b'), value: Buffer.from('x'), headers: {}, timestamp: 2 }]) // prettier-ignore
  }
  return { kafka, made }
}

async function waitingLetters(runtime: Runtime) {
  const letters: DeadLetterRecord[] = []
  for await (const letter of (await openDeadLetters(runtime)).waiting()) letters.push(letter)
  return letters
}

describe('installations that share a cluster', () => {
  it('have records, states, dead letters and offsets of their own', async () => {
    const { made } = await threeInstallations()
    for (const { runToEnd } of made.slice(1)) await runToEnd(keepOpinions)
    const found = await Promise.all(
      made.map(async ({ read, runtime }) => ({
        opinions: (await read(opinions)).map(({ value }) => value?.trackId),
        letters: (await waitingLetters(runtime)).map(({ value }) => `${value.topic}/${value.processor}`),
      })),
    )
    expect(found).toStrictEqual([
      { opinions: [], letters: [] },
      { opinions: ['track-of-home-'], letters: ['plays/keep-opinions'] },
      { opinions: ['track-of-home-work-'], letters: ['plays/keep-opinions'] },
    ])
    await made[0]?.runToEnd(keepOpinions) // its group has read nothing yet
    expect((await made[0]?.read(opinions))?.map(({ value }) => value?.trackId)).toStrictEqual(['track-of-'])
  })

  it('do not fence each other: the same transactional id is another one in each', async () => {
    const { made } = await threeInstallations()
    const writers = await Promise.all(
      made.map(({ runtime }) => runtime.kafka.transactionalWriter('one', 'one', { topics: ['plays'] })),
    )
    for (const writer of writers) await writer.commit([{ topic: 'plays', partition: 0, next: 1 }])
    expect(writers).toHaveLength(3)
  })

  it('names everything in Kafka by the prefix, and sees nothing else', async () => {
    const { kafka, made } = await threeInstallations()
    const admin = await kafka.connect().admin()
    const before = [await admin.topicNames(), await admin.listGroups()]
    for (const { runToEnd, runtime } of made.slice(1, 2)) {
      await runToEnd(keepOpinions)
      expect(await redrive(runtime, (queue) => queue.waiting())).toHaveLength(1)
    }
    const after = [await admin.topicNames(), await admin.listGroups()]
    const added = after.flatMap((names, i) => names.filter((name) => before[i]?.includes(name) !== true))
    expect(added.filter((name) => !name.startsWith('home-'))).toStrictEqual([])
    expect(added).toContain('home-keep-opinions')

    const seen = await Promise.all(
      made.map(async ({ runtime }) => {
        const { lines, rows, streams } = rowOutput()
        await listGroups(runtime, {}, rows, streams)
        const own = await runtime.kafka.admin()
        await expect(requireTopic(own, 'others-plays')).rejects.toThrow('Kafka has no topic others-plays.')
        return lines
      }),
    )
    expect(seen[1]).toStrictEqual([expect.objectContaining({ group: 'keep-opinions', members: 0 })])
    expect(seen[2]).toStrictEqual([])
  })
})
