import { readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { kafkaClients } from '../../streams/engine/kafka/clients.ts'
import type { Stack } from './stack.ts'

/** Two are longer than `index.interval.bytes` (4096): the third batch of a log gets an entry in the index. */
const VALUE = 'x'.repeat(3_000)

const segmentOf = ({ dataFolder }: Pick<Stack, 'dataFolder'>, topic: string) =>
  join(dataFolder, 'kafka', 'log', `${topic}-0`, '0'.repeat(20))

/** Sends one record for each key, each in a batch, to partition 0 of a topic. @returns whether each was acknowledged. */
export async function sendOneByOne(
  { addresses }: Stack,
  topic: string,
  keys: readonly string[],
): Promise<readonly boolean[]> {
  const clients = kafkaClients(addresses.kafkaBrokers, 'test', pino({ level: 'silent' }))
  const producer = clients.producer({ retry: { retries: 0 } })
  await producer.connect()
  const acknowledged: boolean[] = []
  for (const key of keys) {
    const sent = producer.send({ topic, messages: [{ key, value: VALUE, partition: 0 }] })
    acknowledged.push(
      await sent.then(
        () => true,
        () => false,
      ),
    )
  }
  await producer.disconnect()
  return acknowledged
}

/** Memory behind the end of a file faults as memory for which its disk has no room. */
export const cutIndex = (stack: Stack, topic: string): void => truncateSync(`${segmentOf(stack, topic)}.index`)

/** What lies in the first data file of a log: of each batch (version 2, of one record) the offset and the key. */
export function batchesOf(stack: Stack, topic: string): readonly (readonly [offset: number, key: string])[] {
  const bytes = readFileSync(`${segmentOf(stack, topic)}.log`)
  const batches: (readonly [number, string])[] = []
  for (let at = 0, end = 0; at < bytes.length; at = end) {
    end = at + BASE_OFFSET_AND_LENGTH + bytes.readInt32BE(at + 8)
    const [key = ''] = /[a-w]+(?=[^a-w]{1,2}x)/.exec(bytes.toString('latin1', at + HEADER, end)) ?? []
    batches.push([Number(bytes.readBigInt64BE(at)), key])
  }
  return batches
}

const BASE_OFFSET_AND_LENGTH = 12
const HEADER = 61
