import { expect, it } from 'vitest'
import { KafkaError } from '../../../../streams/engine/kafka/kafka-error.ts'
import { openProducer } from '../../../../streams/engine/runtime/record-producer.ts'
import { avroSerde } from '../../../../streams/engine/serde/avro.ts'
import { createCodec } from '../../../../streams/engine/serde/codec.ts'
import type { OutgoingRecord } from '../../../../streams/engine/serde/log-record.ts'
import { record } from '../../../../streams/engine/topic.ts'
import type { Topic } from '../../../../streams/engine/topic.ts'

const counts: Topic<'counts', string, number> = {
  name: 'counts',
  key: (text) => text,
  value: avroSerde<number>('int'),
  compatibility: 'FULL_TRANSITIVE',
  cleanup: 'for-ever',
  partitions: 1,
}

async function opened(outcome: (records: readonly OutgoingRecord[]) => void) {
  const sent: OutgoingRecord[] = []
  const registry = {
    register: () => Promise.resolve(1),
    knownWriter: () => undefined,
    writerSchema: () => Promise.resolve(null),
  }
  const codec = createCodec([counts], registry, new Map([['counts', { partitions: 1, largestBatchBytes: 1_000 }]]))
  const producer = {
    send(records: readonly OutgoingRecord[]) {
      sent.push(...records)
      return Promise.resolve().then(() => {
        outcome(records)
        return records.map(({ partition }, offset) => ({ partition, offset }))
      })
    },
    close: () => Promise.resolve(),
  }
  const kafka = { producer: () => Promise.resolve(producer) }
  const measured: number[] = []
  const metrics = { recordsOut: (records: number) => void measured.push(records) }
  return { sent, measured, producer: await openProducer({ kafka, codec, metrics }, [counts]) }
}

it('encodes records of prepared topics, and gives their positions', async () => {
  const { sent, measured, producer } = await opened(() => undefined)
  const positions = await producer.send([record(counts, 'a', 1, 5), record(counts, 'b', null, 6)])
  expect(positions).toStrictEqual([
    { partition: 0, offset: 0 },
    { partition: 0, offset: 1 },
  ])
  expect(sent.map(({ key, timestamp }) => [String(key), timestamp])).toStrictEqual([
    ['a', 5],
    ['b', 6],
  ])
  expect(measured).toStrictEqual([2])
})

it('says that Kafka is unavailable when records were not acknowledged', async () => {
  const cause = new KafkaError('transient', 'Closed connection')
  const { measured, producer } = await opened(() => {
    throw cause
  })
  await expect(producer.send([record(counts, 'a', 1, 5)])).rejects.toMatchObject({
    code: 'kafka-unavailable',
    retriable: true,
    cause,
  })
  expect(measured).toStrictEqual([])
})

it('refuses what can never be written before anything is sent', async () => {
  const { sent, producer } = await opened(() => undefined)
  const large = record(counts, 'x'.repeat(1_000), 1, 5)
  const unfit = record(counts, 'half', 0.5, 5)
  const why: unknown[] = []
  for (const bad of [large, unfit]) {
    await producer.send([record(counts, 'a', 1, 5), bad]).catch((error: unknown) => why.push(error))
  }
  expect(why).toMatchObject([
    { code: 'record-refused', retriable: false, cause: { code: 'output-too-large' } },
    { code: 'record-refused', retriable: false, message: expect.stringContaining('half for counts') as string },
  ])
  expect(sent).toStrictEqual([])
})

it('names the one that Kafka refuses, once the others have been written', async () => {
  const refusal = new KafkaError('refused', 'Its timestamp is out of range', { type: 'INVALID_TIMESTAMP' })
  const { sent, producer } = await opened((records) => {
    if (records.some(({ timestamp }) => timestamp === 9)) throw refusal
  })
  const records = [record(counts, 'a', 1, 5), record(counts, 'late', 2, 9), record(counts, 'b', 3, 5)]
  await expect(producer.send(records)).rejects.toMatchObject({
    code: 'record-refused',
    retriable: false,
    cause: refusal,
    message: 'Kafka refuses the record of late for counts, however often it is sent: Its timestamp is out of range',
  })
  expect(sent.map(({ key }) => String(key))).toStrictEqual(['a', 'late', 'b', 'a', 'late', 'b'])
})
