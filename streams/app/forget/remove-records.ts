import { setTimeout as wait } from 'node:timers/promises'
import type { ListenerId } from '../../../schemas/generated.ts'
import { forgottenKey } from '../../../schemas/keys.ts'
import { plays, recommendations } from '../../../schemas/topics.ts'
import type { NextOffset } from '../../engine/kafka/port.ts'
import { partitionOf } from '../../engine/partition.ts'
import type { OutgoingRecord } from '../../engine/serde/log-record.ts'
import { REMOVED_BY } from '../../engine/runtime/dead-letter-queue.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { ourGroups } from '../groups/our-groups.ts'
import type { OurGroup } from '../groups/our-groups.ts'
import { askKafka } from '../records/known-topic.ts'
import { stateOfModels, toBeRemoved } from './mentions.ts'
import type { LiveKey } from './mentions.ts'
import { mentionsIn } from './scan-topics.ts'

export interface Remover {
  readonly runtime: Runtime
  /** Names of the processors that run with these settings. */
  readonly processors: readonly string[]
  /** How long processors may take to read that a listener was forgotten. */
  readonly withinMs: number
}

/** Plays that were under way when the session was ended may come behind the first tombstone. */
const MAX_ROUNDS = 4
const LOOK_EVERY_MS = 200

/**
 * Writes tombstones until no newest record of a key says anything of the listener. The one in `plays` says to every processor that
 * the listener is forgotten: each drops its state, and the bridge ends the sessions. In `recommendations` there is one for each
 * model, by which its state is told.
 * @returns the processors that had not read all of that in time.
 */
export async function removeRecords(remover: Remover, listener: ListenerId): Promise<readonly string[]> {
  const { runtime, processors, withinMs } = remover
  const groups = ourGroups().filter(({ processor }) => processors.includes(processor))
  const changelogs = new Set(ourGroups().flatMap(({ state }) => (state.in === 'changelog' ? [state.topic.name] : [])))
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const found = (await mentionsIn(runtime, listener)).map(({ mentions }) => mentions)
    const keys = toBeRemoved(found, runtime.topics, changelogs, round)
    const models = stateOfModels(found)
    // Who has only a queue is said to be forgotten too.
    const isSaid = round > 0 || found.some(({ topic }) => topic === plays.name)
    const said = isSaid ? [] : [at(runtime, plays.name, listener)]
    const forgets = models.map((model) => at(runtime, recommendations.name, forgottenKey(listener, model)))
    const tombstones = [...said, ...keys, ...forgets]
    const awaited = tombstones.length > 0 ? await write(runtime, tombstones) : found.flatMap(({ ends }) => ends)
    const behind = await whoIsBehind(runtime, groups, awaited, withinMs)
    if (behind.length > 0 || tombstones.length === 0) return behind
  }
  return []
}

const at = (runtime: Runtime, topic: string, text: string): LiveKey => {
  const key = Buffer.from(text)
  return { topic, partition: partitionOf(key, runtime.partitionsOf.get(topic) ?? 1), key }
}

/** @returns the place behind the last tombstone of each partition. */
async function write({ kafka, deadLetters }: Runtime, keys: readonly LiveKey[]): Promise<readonly NextOffset[]> {
  const now = Date.now()
  const records = keys.map((key): OutgoingRecord => {
    // A tombstone of a dead letter says else that its record was sent again.
    const headers = key.topic === deadLetters.name ? { [REMOVED_BY]: 'forget' } : {}
    return { ...key, value: null, headers, timestamp: now }
  })
  const producer = await kafka.producer()
  try {
    const positions = await producer.send(records)
    const ends = new Map<string, NextOffset>()
    for (const [i, { partition, offset }] of positions.entries()) {
      const topic = keys[i]?.topic ?? ''
      const known = ends.get(`${topic}/${partition}`)?.next ?? 0
      ends.set(`${topic}/${partition}`, { topic, partition, next: Math.max(known, offset + 1) })
    }
    return [...ends.values()]
  } finally {
    await producer.close()
  }
}

async function whoIsBehind(
  runtime: Runtime,
  groups: readonly OurGroup[],
  written: readonly NextOffset[],
  withinMs: number,
): Promise<readonly string[]> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const behind = await askKafka(runtime, async (admin) => {
      const names: string[] = []
      for (const { name, processor, topics } of groups) {
        const awaited = written.filter(({ topic }) => topics.includes(topic))
        if (awaited.length === 0) continue
        const committed = await admin.committedOffsets(name, [...new Set(awaited.map(({ topic }) => topic))])
        const hasRead = ({ topic, partition, next }: NextOffset) =>
          committed.some((each) => each.topic === topic && each.partition === partition && each.next >= next)
        if (!awaited.every(hasRead)) names.push(processor)
      }
      return names
    })
    if (behind.length === 0 || waitedMs >= withinMs) return behind
    await wait(LOOK_EVERY_MS, undefined, { signal: runtime.signal })
  }
}
