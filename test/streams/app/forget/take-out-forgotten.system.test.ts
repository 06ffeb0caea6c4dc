import { pino } from 'pino'
import { expect, it } from 'vitest'
import { rmSync } from 'node:fs'
import { OPEN_ACCESS } from '../../../../streams/engine/access.ts'
import { listenerDigest, writeForgotten } from '../../../../processors/shared/files/forgotten-listeners.ts'
import { listenerId } from '../../../../schemas/generated.ts'
import { createKafka } from '../../../../streams/engine/kafka/kafka.ts'
import type { LogRecord, OutgoingRecord } from '../../../../streams/engine/serde/log-record.ts'
import { newDataFolder, startStack } from '../../../support/stack.ts'

const [ann, bob] = [listenerId('a'.repeat(32)), listenerId('b'.repeat(32))]
const of = (key: string, n: number): OutgoingRecord => ({ topic: 'plays', partition: 0, key: Buffer.from(key), value: Buffer.from(`${n}`), headers: {}, timestamp: 1_000 + n }) // prettier-ignore

/** What a Kafka that was just started has, and what it gives the next record. */
async function look(dataFolder: string, then: (kafka: ReturnType<typeof createKafka>) => Promise<void>) {
  const stack = await startStack(dataFolder, 'kafka')
  try {
    const kafka = createKafka({ access: OPEN_ACCESS.kafka, brokers: stack.addresses.kafkaBrokers, clientId: 'test', log: pino({ level: 'silent' }) }) // prettier-ignore
    await then(kafka)
  } finally {
    await stack.stop()
  }
}

async function all(kafka: ReturnType<typeof createKafka>): Promise<readonly (readonly [number, string, string])[]> {
  const done = new AbortController()
  const found: LogRecord[] = []
  await kafka.read({
    ...{
      partitions: [{ topic: 'plays', partition: 0 }],
      from: 'start',
      isolation: 'committed',
      end: 'written',
      signal: done.signal,
    },
    onRecords: (_, records) => void found.push(...records),
    onCaughtUp: () => done.abort(),
  })
  return found.map(({ offset, key, value }) => [offset, String(key), String(value)] as const)
}

it('is taken out of the log of a real Kafka, which starts with it, and goes on behind the same end', async () => {
  const folder = newDataFolder()
  try {
    let before: readonly (readonly [number, string, string])[] = []
    await look(folder, async (kafka) => {
      const admin = await kafka.admin()
      await admin.createTopics([{ name: 'plays', partitions: 1, config: { 'retention.ms': '-1', 'compression.type': 'uncompressed' } }]) // prettier-ignore
      const writer = await kafka.transactionalWriter('test', 'test', { topics: ['plays'] })
      await writer.send([of(ann, 0), of(bob, 1), of(ann, 2)])
      await writer.commit([])
      await writer.discard()
      await all(kafka) // the marker of the transaction comes a little later
      const producer = await kafka.producer()
      await producer.send([of(bob, 4), of(ann, 5)])
      await producer.send([of(ann, 6)]) // the last batch
      await producer.close()
      before = await all(kafka)
      await admin.close()
    })
    writeForgotten(folder, { digest: listenerDigest(ann), since: 1, listener: ann })
    await look(folder, async (kafka) => {
      const left = before.filter(([, key]) => key === bob)
      expect([before.length, await all(kafka)]).toStrictEqual([6, left])
      const producer = await kafka.producer()
      const [next] = await producer.send([of(bob, 7)])
      await producer.close()
      expect([next?.offset, (await all(kafka)).at(-1)]).toStrictEqual([(before.at(-1)?.[0] ?? 0) + 1, [next?.offset, bob, '7']]) // prettier-ignore
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
