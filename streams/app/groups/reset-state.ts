import { readdir, rm } from 'node:fs/promises'
import { dirname, basename, join } from 'node:path'
import type { NextOffset, TopicPartition } from '../../engine/kafka/port.ts'
import { partitionsOf } from '../../engine/runtime/runtime.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { snapshotPath } from '../../engine/runtime/snapshots.ts'
import type { LogRecord, OutgoingRecord } from '../../engine/serde/log-record.ts'
import { CAUSED_BY } from '../../engine/serde/trace.ts'
import type { KeptState, OurGroup } from './our-groups.ts'

const RECORDS_PER_SEND = 1_000
/** Tombstones of a large changelog take some time to be written. */
const TRANSACTION_MS = 60_000

type Changelog = Extract<KeptState, { readonly in: 'changelog' }>

/**
 * Removes the state of a processor that does not run, so that it is made again from where its group goes on: a tombstone for
 * each key of its changelog, and one for each input partition which names the input before the next (`caused-by`). Without the
 * latter the changelog would still say that later inputs are in the state. All in one transaction with the offsets.
 */
export async function resetState(
  runtime: Runtime,
  { name, processor, topics }: OurGroup,
  { topic, isSingle }: Changelog,
  offsets: readonly NextOffset[],
): Promise<void> {
  const writer = await runtime.kafka.transactionalWriter(`seek-${name}`, name, {
    topics: [topic.name],
    timeoutMs: TRANSACTION_MS,
  })
  try {
    const keys = await keysOf(runtime, partitionsOf(runtime, [topic]))
    const nowMs = Date.now()
    const forgotten = keys.map(({ partition, key }) => tombstone({ topic: topic.name, partition }, key, nowMs))
    const marks = await Promise.all(
      offsets
        .filter((each) => topics.includes(each.topic))
        .map((input) => markOf(runtime, { topic: topic.name, partition: isSingle ? 0 : input.partition }, input)),
    )
    const records = [...forgotten, ...marks]
    for (let sent = 0; sent < records.length; sent += RECORDS_PER_SEND) {
      await writer.send(records.slice(sent, sent + RECORDS_PER_SEND))
    }
    await writer.commit(offsets)
  } finally {
    await writer.discard()
  }
  await removeSnapshots(runtime.settings.dataFolder, processor)
}

/** The keys that have a value. */
async function keysOf(
  runtime: Runtime,
  partitions: readonly TopicPartition[],
): Promise<readonly { readonly partition: number; readonly key: Buffer }[]> {
  const keys = new Map<string, { readonly partition: number; readonly key: Buffer }>() // as many as the processor holds
  await readAll(runtime, partitions, ({ partition }, { key, value }) => {
    if (key === null) return
    const name = `${partition}/${key.toString('base64')}`
    if (value === null) keys.delete(name)
    else keys.set(name, { partition, key })
  })
  return [...keys.values()]
}

async function readAll(
  { kafka, signal }: Runtime,
  partitions: readonly TopicPartition[],
  each: (at: TopicPartition, record: LogRecord) => void,
): Promise<void> {
  const done = new AbortController()
  await kafka.read({
    partitions,
    from: 'start',
    isolation: 'committed',
    end: 'written',
    signal: AbortSignal.any([signal, done.signal]),
    onRecords(at, records) {
      for (const record of records) each(at, record)
    },
    onCaughtUp: () => done.abort(),
  })
  signal.throwIfAborted()
}

/** Keys of states are ids, without slashes before a name of a topic: this one is nobody's. */
const markKey = ({ topic, partition }: TopicPartition): Buffer => Buffer.from(`reset/${topic}/${partition}`)

async function markOf(runtime: Runtime, changelog: TopicPartition, input: NextOffset): Promise<OutgoingRecord> {
  const before = input.next - 1
  const timestamp = before < 0 ? 0 : await timeOf(runtime, input, before)
  const header = { [CAUSED_BY]: Buffer.from(`${input.topic}/${input.partition}/${before}`) }
  return { ...tombstone(changelog, markKey(input), timestamp), headers: header }
}

/** The timestamp of the record at an offset, by which it is told apart; 0 where there is none. */
async function timeOf(
  { kafka, signal }: Runtime,
  { topic, partition }: TopicPartition,
  offset: number,
): Promise<number> {
  const done = new AbortController()
  let found = 0
  await kafka.read({
    partitions: [{ topic, partition }],
    from: { next: offset },
    isolation: 'committed',
    signal: AbortSignal.any([signal, done.signal]),
    onRecords(_, records) {
      if (records[0]?.offset === offset) found = records[0].timestamp
      done.abort()
    },
    onCaughtUp: () => done.abort(),
  })
  signal.throwIfAborted()
  return found
}

const tombstone = ({ topic, partition }: TopicPartition, key: Buffer, timestamp: number): OutgoingRecord => ({
  topic,
  partition,
  key,
  value: null,
  headers: {},
  timestamp,
})

async function removeSnapshots(dataFolder: string, processor: string): Promise<void> {
  const folder = dirname(snapshotPath(dataFolder, processor, 0))
  const start = basename(snapshotPath(dataFolder, processor, 0)).replace(/0\.snapshot$/, '')
  const names = await readdir(folder).catch(() => [])
  const isOurs = (name: string) => name.startsWith(start) && /^\d+\.snapshot$/.test(name.slice(start.length))
  for (const name of names.filter(isOurs)) await rm(join(folder, name), { force: true })
}
