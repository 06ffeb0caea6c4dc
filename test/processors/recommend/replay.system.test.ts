import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listenerId, playId } from '../../../schemas/generated.ts'
import { parseConfig } from '../../../streams/app/config.ts'
import { kafkaClients } from '../../../streams/engine/kafka/clients.ts'
import { provision } from '../../../streams/engine/runtime/provision.ts'
import { audioFeatures, audioReferences, indexUpdates, listenerProfiles, plays, recommendations } from '../../../schemas/topics.ts' // prettier-ignore
import { record } from '../../../streams/engine/topic.ts'
import type { StreamRecord } from '../../../streams/engine/topic.ts'
import { HOUR_MS, library, played, referenceOf, START } from '../../support/builders.ts'
import { indexing } from '../../support/indexing.ts'
import { endsOf, leftToRead, whenRead } from '../../support/read-to-end.ts'
import { settingsOf, startStack } from '../../support/stack.ts'
import type { Stack } from '../../support/stack.ts'
import { applicationOf, slipstreamTopics } from '../../../streams/app/application.ts'
import { connectRuntime } from '../../../streams/engine/runtime/runtime.ts'
import { recommendMain } from '../../../streams/app/run/recommend.ts'
import { openProducer } from '../../../streams/engine/runtime/record-producer.ts'

const TRACKS = 48
const LISTENERS = 6
const PLAYS = 240
const EVENTS = ['finished', 'skipped', 'liked', 'finished'] as const
const WITHIN = { timeout: 60_000, interval: 200 }

const log = pino({ level: 'silent' })
let stack: Stack
beforeAll(async () => {
  stack = await startStack()
  await provision({ ...slipstreamTopics, settings: stack.addresses }, log)
})
afterAll(() => stack.stop())

/** A process's own: what one replay keeps in its folder the next does not see. */
async function connected(name: string, replay: string) {
  const stop = new AbortController()
  const config = parseConfig(settingsOf(stack.addresses, join(stack.dataFolder, replay)))
  return { config, runtime: await connectRuntime(applicationOf(config), { name, log, signal: stop.signal }), stop }
}

/** A library, its index, and what some listeners did one after another. */
function logOfPlays(): readonly StreamRecord[] {
  const heard = library(TRACKS)
  const ids = heard.flatMap(({ value }) => value?.trackId ?? [])
  const references = ids.map((id) =>
    record(audioReferences, id, referenceOf(id, { artist: `by ${id.slice(1)}` }), START),
  )
  const listening = Array.from({ length: PLAYS }, (_, n) =>
    played(EVENTS[n % EVENTS.length] ?? 'finished', ids[(n * 7) % ids.length] ?? '', START + HOUR_MS + n * 1_000, {
      playId: playId(`play-${n}`),
      listenerId: listenerId(`listener-${n % LISTENERS}`),
      playedMs: (n * 977) % 30_000,
    }),
  )
  return [...references, ...heard, ...indexing(heard), ...listening]
}

type Bytes = readonly { readonly key: string; readonly value: string; readonly timestamp: string }[]

/** What was committed to a topic, partition by partition, byte for byte. */
async function bytesIn(topic: string): Promise<readonly Bytes[]> {
  const clients = kafkaClients(stack.addresses.kafkaBrokers, 'reader', log)
  const [admin, consumer] = [
    clients.admin(),
    clients.consumer({ groupId: `bytes-${topic}-${process.hrtime.bigint()}` }),
  ]
  await Promise.all([admin.connect(), consumer.connect()])
  const found = (await admin.fetchTopicOffsets(topic)).map((): Bytes[number][] => [])
  await consumer.subscribe({ topic, fromBeginning: true })
  const read = whenRead(consumer, leftToRead(await endsOf(admin, [topic])))
  await consumer.run({
    autoCommit: false,
    eachMessage({ partition, message: { key, value, timestamp } }) {
      const hex = (bytes: Buffer | null) => bytes?.toString('hex') ?? 'none'
      found[partition]?.push({ key: hex(key), value: hex(value), timestamp })
      return Promise.resolve()
    },
  })
  await read
  await Promise.all([admin.disconnect(), consumer.disconnect()])
  return found
}

interface Replayed {
  readonly lists: readonly Bytes[]
  /** The newest of each listener: how many are written on the way depends on what fell into one transaction. */
  readonly profiles: ReadonlyMap<string, string>
}

/** Runs recommend over all plays, from an empty state, and takes away what it made. */
async function replay(name: string): Promise<Replayed> {
  const { config, runtime, stop } = await connected('recommend', name)
  const ended = recommendMain(config).run(runtime)
  const admin = kafkaClients(stack.addresses.kafkaBrokers, 'admin', log).admin()
  await admin.connect()
  const left = async () => {
    const [ends, [committed]] = await Promise.all([
      admin.fetchTopicOffsets(plays.name),
      admin.fetchOffsets({ groupId: 'recommend', topics: [plays.name] }),
    ])
    const done = new Map(committed?.partitions.map(({ partition, offset }) => [partition, Math.max(0, Number(offset))]))
    return ends.reduce((sum, { partition, high }) => sum + Number(high) - (done.get(partition) ?? 0), 0)
  }
  await expect.poll(left, WITHIN).toBe(0)
  stop.abort()
  await ended
  const lists = await bytesIn(recommendations.name)
  const profiles = new Map((await bytesIn(listenerProfiles.name)).flat().map(({ key, value }) => [key, value]))
  await admin.deleteTopics({ topics: [recommendations.name, listenerProfiles.name] })
  const isForgotten = () =>
    admin.deleteGroups(['recommend']).then(
      () => true,
      () => false,
    )
  await expect.poll(isForgotten, WITHIN).toBe(true) // once its member has left
  await admin.disconnect()
  await provision({ ...slipstreamTopics, settings: stack.addresses }, log)
  return { lists, profiles }
}

it('gives the same bytes when the log is played again', async () => {
  const { runtime, stop } = await connected('sender', 'sender')
  const producer = await openProducer(runtime, [audioReferences, audioFeatures, indexUpdates, plays])
  await producer.send(logOfPlays())
  await producer.close()
  stop.abort()

  const first = await replay('first')
  const second = await replay('second')
  expect(first.lists.flat().length).toBeGreaterThanOrEqual(PLAYS)
  expect(new Set(first.lists.flat().map(({ value }) => value)).size).toBe(first.lists.flat().length)
  expect(first.profiles.size).toBe(LISTENERS)
  expect(second).toStrictEqual(first)
}, 200_000)
