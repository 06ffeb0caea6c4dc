import { pino } from 'pino'
import { allTopics, deadLetters } from '../../../../schemas/topics.ts'
import type { OutgoingRecord } from '../../../../streams/engine/serde/log-record.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('records')

/** A runtime on a broker in memory that has our topics and these. @param topics their numbers of partitions. */
export function memoryLog(topics: Readonly<Record<string, number>> = {}) {
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) }) // prettier-ignore
  const runtime = memory.connect(new AbortController().signal)
  const ready = runtime.kafka.admin().then(async (admin) => {
    await admin.createTopics(Object.entries(topics).map(([name, partitions]) => ({ name, partitions, config: {} })))
  })
  return {
    ...memory,
    runtime,
    ready,
    /** Appends records as they are, in bytes. */
    async append(...records: readonly OutgoingRecord[]) {
      await ready
      const producer = await runtime.kafka.producer()
      await producer.send(records)
    },
    /** Appends records in a transaction of their own. */
    async transaction(end: 'commit' | 'abort' | 'leave open', ...records: readonly OutgoingRecord[]) {
      await ready
      const writer = await runtime.kafka.transactionalWriter('writer', 'writer', { topics: Object.keys(topics) })
      await writer.send(records)
      if (end === 'commit') await writer.commit([])
      // The next owner of the id ends it.
      if (end === 'abort') await runtime.kafka.transactionalWriter('writer', 'writer', { topics: Object.keys(topics) })
    },
  }
}

/** A record in bytes. */
export const outgoing = (
  topic: string,
  partition: number,
  key: string,
  fields: Partial<OutgoingRecord> = {},
): OutgoingRecord => ({
  ...{ topic, partition, key: Buffer.from(key), value: Buffer.from(`value of ${key}`), headers: {}, timestamp: 1_000 },
  ...fields,
})
