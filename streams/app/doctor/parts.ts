import { collections, indexes } from '../../../processors/shared/mongo/collections.ts'
import { hostsOf } from '../../../processors/shared/mongo/database.ts'
import type { Database } from '../../../processors/shared/mongo/database.ts'
import { processorMetrics } from '../../../schemas/topics.ts'
import { openDeadLetters } from '../../engine/runtime/dead-letter-queue.ts'
import { countUnread } from '../../engine/runtime/count-unread.ts'
import { differencesOf } from '../../engine/runtime/topic-settings.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { nameInKafka } from '../../engine/application.ts'
import { subjectOf } from '../../engine/serde/registry.ts'
import { groupLag } from '../../engine/runtime/unread-lag.ts'
import { ourGroups } from '../groups/our-groups.ts'
import { askKafka } from '../records/known-topic.ts'
import { readRange } from '../records/read-range.ts'
import type { RegistryApi } from '../topics/registry-api.ts'
import { clockFinding, groupFinding, letterFinding, topicsFinding, well, wrong } from './findings.ts'
import type { Finding } from './findings.ts'

export interface LookedAt {
  readonly runtime: Runtime
  readonly registry: Pick<RegistryApi, 'check'>
  readonly database: Database
  readonly mongodbUrl: string
  /** Names of the processors that run with these settings. */
  readonly processors: readonly string[]
  readonly paused: readonly string[]
}

/** Each check on its own: one that cannot be made is a finding too. */
export async function partFindings(at: LookedAt): Promise<readonly Finding[]> {
  const checks: readonly (readonly [string, () => Promise<readonly Finding[]>])[] = [
    ['topics', () => topicFindings(at)],
    ['schemas', () => schemaFindings(at)],
    ['mongodb', () => databaseFindings(at)],
    ['groups', () => groupFindings(at)],
    ['dead letters', async () => [letterFinding(await waitingLetters(at.runtime))]],
    ['clock', async () => [clockFinding(await newestMeasurement(at.runtime), Date.now())]],
  ]
  const found: Finding[] = []
  for (const [name, check] of checks) {
    try {
      found.push(...(await check()))
    } catch (error) {
      found.push(wrong(name, error instanceof Error ? error.message : String(error), 'Start what does not answer.'))
    }
  }
  return found
}

async function topicFindings({ runtime }: LookedAt): Promise<readonly Finding[]> {
  const ours = [...runtime.topics.values()]
  const { found, brokers } = await askKafka(runtime, async (admin) => ({
    found: await admin.describeTopics(ours.map(({ name }) => name)),
    brokers: (await admin.describeCluster()).brokers,
  }))
  const differences = ours.flatMap((topic) => {
    const description = found.get(topic.name)
    const use = {
      brokers,
      replication: runtime.settings.replication,
      holdsDeadLetters: topic.name === runtime.deadLetters.name,
    }
    return description === undefined ? [] : differencesOf(topic, description, use)
  })
  const missing = ours.filter(({ name }) => !found.has(name)).map(({ name }) => nameInKafka(name, runtime.settings))
  return [well('kafka', `It answers, with ${brokers} broker${brokers === 1 ? '' : 's'}.`), topicsFinding(missing, differences)] // prettier-ignore
}

async function schemaFindings({ runtime, registry }: LookedAt): Promise<readonly Finding[]> {
  const refused: string[] = []
  for (const { name, value } of runtime.topics.values()) {
    const checked = await registry.check(subjectOf({ name }, ''), JSON.stringify(value.schema))
    if (!checked.isCompatible) refused.push(`${name}: ${checked.messages.join('; ')}`)
  }
  if (refused.length === 0) return [well('schemas', 'The registry answers, and takes all of them.')]
  return [wrong('schemas', refused.join(' '), 'Use the registry that the records were written with, or an older version of this program.')] // prettier-ignore
}

async function databaseFindings({ database, mongodbUrl }: LookedAt): Promise<readonly Finding[]> {
  await database.ping().catch(() => {
    throw new Error(`MongoDB does not answer at ${hostsOf(mongodbUrl)}.`)
  })
  const missing: string[] = []
  for (const name of Object.values(collections)) {
    const there = (await (await database.collection(name)).indexes().catch(() => [])).map((index) => index.name)
    for (const index of indexes)
      if (index.collection === name && !there.includes(index.name)) missing.push(`${name}.${index.name}`)
  }
  if (missing.length === 0) return [well('mongodb', 'It answers, and has every index.')]
  return [wrong('mongodb', `It lacks the indexes ${missing.join(', ')}.`, 'Start mongo-sink, which makes them.')]
}

async function groupFindings({ runtime, processors, paused }: LookedAt): Promise<readonly Finding[]> {
  const found: Finding[] = []
  for (const { name, processor, topics } of ourGroups()) {
    if (!processors.includes(processor)) continue
    const { group, bounds } = await askKafka(runtime, async (admin) => ({
      group: await admin.describeGroup(name),
      bounds: await admin.logBounds(topics),
    }))
    const { records } = groupLag(await countUnread(runtime, bounds, group.committed), Date.now())
    found.push(groupFinding({ processor, members: group.members.length, lagRecords: records, isPaused: paused.includes(processor) })) // prettier-ignore
  }
  return found
}

async function waitingLetters(runtime: Runtime): Promise<number> {
  let count = 0
  const letters = (await openDeadLetters(runtime)).waiting()
  while ((await letters.next()).done !== true) count += 1
  return count
}

async function newestMeasurement(runtime: Runtime): Promise<number | null> {
  let newest: number | null = null
  await readRange(runtime, {
    topic: processorMetrics.name,
    from: { kind: 'last', count: 1 },
    to: null,
    signal: runtime.signal,
    onRecords: (_, records) => {
      for (const { timestamp } of records) newest = Math.max(newest ?? 0, timestamp)
    },
  })
  return newest
}
