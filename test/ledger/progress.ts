import { setTimeout as wait } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { pino } from 'pino'
import { kafkaClients } from '../../streams/engine/kafka/clients.ts'
import { readPartitions } from '../../streams/engine/kafka/partition-reader.ts'
import type { Target } from './faults.ts'
import type { Load } from './load.ts'
import type { Harness } from './harness.ts'

/** Who processes what; offsets are compared for these. */
const GROUPS = {
  recommend: ['plays'],
  'monitor-feedback': ['recommendations'],
  'mongo-sink': ['plays', 'recommendations', 'listener-profiles', 'feedback'],
} as const
export const TOPICS = ['plays', 'recommendations', 'listener-profiles', 'feedback'] as const

/** Watches what comes out of the system while it runs. */
export interface Progress {
  /** When the target was first seen to work on something newer than that moment; epoch ms, or null when it was not. */
  progressedAfter(target: Target, at: number, withinMs: number): Promise<number | null>
  /** Resolves once every group has processed all there is. @returns what is still to be done when it takes too long. */
  untilDone(withinMs: number): Promise<readonly string[]>
  stop(): Promise<void>
}

const LOOK_EVERY_MS = 100
const LOOK_AT_DATABASE_EVERY_MS = 500
const QUIET_MS = 2_000

export async function watchProgress(harness: Harness, load: Load): Promise<Progress> {
  const { kafkaBrokers, mongodbUrl } = harness.stack.addresses
  const clients = kafkaClients(kafkaBrokers, 'ledger-progress', pino({ level: 'silent' }))
  const admin = clients.admin()
  await admin.connect()
  const metadata = await admin.fetchTopicMetadata({ topics: [...TOPICS] })
  const stop = new AbortController()
  const ends = new Map<string, number>()
  const newest = new Map<string, { readonly eventAt: number; readonly seenAt: number }[]>()
  let changedAtMs = performance.now()
  const ended = readPartitions(clients.cluster('committed'), pino({ level: 'silent' }), {
    isolation: 'committed',
    partitions: metadata.topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionId }) => ({ topic: name, partition: partitionId })),
    ),
    from: 'start',
    signal: stop.signal,
    onRecords({ topic, partition }, records) {
      changedAtMs = performance.now()
      for (const { offset, timestamp } of records) {
        ends.set(`${topic}/${partition}`, offset + 1)
        const known = newest.get(topic) ?? []
        // Only what is newer than all before it can be the first of its kind.
        if (timestamp > (known.at(-1)?.eventAt ?? 0)) known.push({ eventAt: timestamp, seenAt: Date.now() })
        newest.set(topic, known)
      }
    },
    onCaughtUp: () => undefined,
  })
  const firstOf = (topic: string, at: number) => newest.get(topic)?.find(({ eventAt }) => eventAt > at)?.seenAt ?? null
  const firstStored = async (at: number) => {
    const client = await MongoClient.connect(mongodbUrl)
    const found = await client
      .db()
      .collection('plays')
      .findOne({ recordedAt: { $gt: new Date(at) } })
    await client.close()
    return found === null ? null : Date.now()
  }
  const look = (target: Target, at: number): Promise<number | null> | number | null => {
    if (target === 'recommend') return firstOf('recommendations', at)
    if (target === 'monitor-feedback') return firstOf('feedback', at)
    if (target === 'mongo-sink') return firstStored(at)
    return load.firstAckAfter(at)
  }
  const undone = async (): Promise<readonly string[]> => {
    const left: string[] = []
    for (const [groupId, topics] of Object.entries(GROUPS)) {
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId, topics: [...topics] })) {
        for (const { partition, offset } of partitions) {
          const end = ends.get(`${topic}/${partition}`) ?? 0
          if (Number(offset) < end && end > 0) left.push(`${groupId} is at ${topic}/${partition}/${offset} of ${end}`)
        }
      }
    }
    return left
  }

  return {
    async progressedAfter(target, at, withinMs) {
      const deadline = performance.now() + withinMs
      for (;;) {
        const seen = await look(target, at)
        if (seen !== null || performance.now() > deadline) return seen
        await wait(target === 'mongo-sink' ? LOOK_AT_DATABASE_EVERY_MS : LOOK_EVERY_MS)
      }
    },
    async untilDone(withinMs) {
      const deadline = performance.now() + withinMs
      for (;;) {
        const left = await undone()
        const quiet = performance.now() - changedAtMs > QUIET_MS
        if ((left.length === 0 && quiet) || performance.now() > deadline) return left
        await wait(LOOK_EVERY_MS * 5)
      }
    },
    async stop() {
      stop.abort()
      await ended
      await admin.disconnect()
    },
  }
}
