import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import { MongoClient } from 'mongodb'
import { pino } from 'pino'
import { CACHE_FOLDER } from '../../streams/app/program-folder.ts'
import { jarsFolder } from '../../streams/app/embedded/jars.ts'
import type { Addresses } from '../../streams/app/addresses.ts'
import { kafkaClients } from '../../streams/engine/kafka/clients.ts'
import { endsOf, leftToRead, whenRead } from '../support/read-to-end.ts'
import type { Document, Seen } from './check.ts'

export interface ReadRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string
  readonly value: unknown
  readonly timestamp: number
}

export interface ReadTopics {
  /** In order within each partition. */
  readonly records: readonly ReadRecord[]
  readonly seen: readonly Seen[]
}

const READ_WITHIN_MS = 120_000

/** All that is committed, by a plain consumer and a plain decoder. @throws {Error} when it does not come to the end. */
export async function readByKafkajs(addresses: Addresses, topics: readonly string[]): Promise<ReadTopics> {
  const clients = kafkaClients(addresses.kafkaBrokers, 'ledger', pino({ level: 'silent' }))
  const registry = new SchemaRegistry({ host: addresses.registryUrl })
  const [admin, consumer] = [clients.admin(), clients.consumer({ groupId: `ledger-${process.hrtime.bigint()}` })]
  await Promise.all([admin.connect(), consumer.connect()])
  const left = leftToRead(await endsOf(admin, topics))
  const wire: (Omit<ReadRecord, 'value' | 'key'> & { readonly key: Buffer | null; readonly value: Buffer | null })[] =
    []
  await consumer.subscribe({ topics: [...topics], fromBeginning: true })
  let timer: NodeJS.Timeout | undefined
  await new Promise<void>((resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`kafkajs never came to the end of ${left().join(', ')}.`)),
      READ_WITHIN_MS,
    )
    void whenRead(consumer, left).then(resolve)
    consumer
      .run({
        autoCommit: false,
        eachMessage: ({ topic, partition, message }) => {
          const { key, value } = message
          wire.push({
            topic,
            partition,
            offset: Number(message.offset),
            timestamp: Number(message.timestamp),
            key,
            value,
          })
          return Promise.resolve()
        },
      })
      .catch(reject)
  }).finally(() => clearTimeout(timer))
  await Promise.all([admin.disconnect(), consumer.disconnect()])
  const records: ReadRecord[] = []
  for (const { key, value, ...rest } of wire) {
    records.push({ ...rest, key: key?.toString() ?? '', value: value === null ? null : await registry.decode(value) })
  }
  const seen = wire.map(({ topic, partition, offset, key, value }) =>
    seenAs(topic, partition, offset, key?.toString('hex') ?? '-', value?.toString('hex') ?? '-'),
  )
  return { records, seen }
}

/** All that is committed, by Apache's Java client from the embedded jars. @throws {Error} with what it said when it fails. */
export async function readByJava(addresses: Addresses, topics: readonly string[]): Promise<readonly Seen[]> {
  const classPath = join(jarsFolder(CACHE_FOLDER), 'lib', '*')
  const program = join(import.meta.dirname, 'ReadCommitted.java')
  const [broker = ''] = addresses.kafkaBrokers
  const options = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classPath]
  const java = spawn('java', [...options, program, broker, ...topics], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    java.once('error', reject)
    java.once('close', resolve)
  })
  let said = ''
  java.stderr.on('data', (bytes: Buffer) => {
    said = `${said}${bytes.toString()}`.slice(-LONGEST_ERROR)
  })
  const seen: Seen[] = []
  // Line by line: a long run has more than a string can hold.
  for await (const line of createInterface({ input: java.stdout, crlfDelay: Infinity })) {
    const [topic = '', partition = '', offset = '', key = '', value = ''] = line.split('\t')
    seen.push(seenAs(topic, Number(partition), Number(offset), key, value))
  }
  const code = await ended
  if (code !== 0) throw new Error(`The Java client ended with ${String(code)}: ${said}`)
  return seen
}

const LONGEST_ERROR = 2_000

const seenAs = (topic: string, partition: number, offset: number, key: string, value: string): Seen => ({
  at: `${topic}/${partition}/${offset}`,
  bytes: createHash('sha256').update(`${key} ${value}`).digest('base64'),
})

/**
 * Whole collections of MongoDB, by the plain driver: listener by listener, since the embedded store builds each answer in
 * memory, and then whatever belongs to nobody.
 */
export async function readDatabase(
  { mongodbUrl }: Addresses,
  listeners: readonly string[],
): Promise<Readonly<Record<'plays' | 'recommendations' | 'profiles', readonly Document[]>>> {
  const client = await MongoClient.connect(mongodbUrl, { socketTimeoutMS: READ_WITHIN_MS })
  const all = async (name: string): Promise<readonly Document[]> => {
    const collection = client.db().collection(name)
    const found: Document[] = []
    for (const listenerId of listeners) found.push(...(await collection.find({ listenerId }).toArray()))
    return [...found, ...(await collection.find({ listenerId: { $nin: [...listeners] } }).toArray())]
  }
  try {
    return { plays: await all('plays'), recommendations: await all('recommendations'), profiles: await all('profiles') }
  } finally {
    await client.close()
  }
}
