import { pino } from 'pino'
import { expect, it } from 'vitest'
import { deadLetters } from '../../../../schemas/topics.ts'
import { requireReadable } from '../../../../streams/engine/runtime/readable-log.ts'
import { avroSerde } from '../../../../streams/engine/serde/avro.ts'
import { createCodec } from '../../../../streams/engine/serde/codec.ts'
import { frame } from '../../../../streams/engine/serde/wire.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { memoryRegistry } from '../../../../streams/engine/testing/memory-registry.ts'
import { record } from '../../../../streams/engine/topic.ts'
import type { Topic } from '../../../../streams/engine/topic.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('readable-log')
const counts: Topic<'counts', string, number> = {
  name: 'counts',
  key: (text) => text,
  value: avroSerde<number>('int'),
  compatibility: 'FULL_TRANSITIVE',
  cleanup: 'for-ever',
  partitions: 2,
}

function started() {
  const runtime = createMemoryRuntime({ topics: [counts, deadLetters], deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) }) // prettier-ignore
  const check = (registry = runtime.registry) =>
    requireReadable(
      runtime.kafka.connect(),
      createCodec([counts], registry, new Map()),
      [counts],
      [0, 1].map((partition) => ({ topic: 'counts', partition })),
    )
  const foreign = async () => {
    const value = frame(999, Buffer.from([1]))
    const producer = await runtime.kafka.connect().producer()
    await producer.send([{ topic: 'counts', partition: 0, key: Buffer.from('k'), value, headers: {}, timestamp: 1 }])
  }
  return { runtime, check, foreign }
}

it('lets a registry pass that can read what there is, beside what is foreign, or where there is nothing', async () => {
  const { runtime, check, foreign } = started()
  await check()
  await foreign()
  await runtime.write(record(counts, 'a', 1, 1))
  await check()
})

it('stops where the registry can read nothing', async () => {
  const { runtime, check } = started()
  await runtime.write(record(counts, 'a', 1, 1), record(counts, 'b', 1, 1))
  await expect(check(memoryRegistry())).rejects.toMatchObject({ code: 'registry-changed', retriable: false })
})
