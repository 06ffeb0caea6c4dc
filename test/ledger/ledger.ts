import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { seededRandom } from '../../processors/shared/random.ts'
import { libraryIndex } from '../../processors/shared/similarity/library-index-table.ts'
import { itemMetadata } from '../../processors/recommend/item-metadata.ts'
import type { GlobalTable } from '../../streams/engine/processor.ts'
import type { AnyTopic, InputOf, RecordOf } from '../../streams/engine/topic.ts'
import { feedback, listenerProfiles, plays, recommendations } from '../../schemas/topics.ts'
import { anomaliesOf } from './check.ts'
import type { Anomaly, Evidence } from './check.ts'
import type { Fault, Target } from './faults.ts'
import { openJournal } from './journal.ts'
import type { Journal } from './journal.ts'
import { startLoad } from './load.ts'
import type { Load } from './load.ts'
import { watchProgress, TOPICS } from './progress.ts'
import type { Progress } from './progress.ts'
import { readByJava, readByKafkajs, readDatabase } from './readers.ts'
import type { ReadRecord } from './readers.ts'
import { startRig } from './rig.ts'
import type { Rig } from './rig.ts'
import { strike } from './strike.ts'
import type { Strike } from './strike.ts'

export interface LedgerOptions {
  /** At least so many; more while faults are still to come. */
  readonly plays: number
  readonly faults: readonly Fault[]
  readonly seed: number
  /** A copy of the program to run processors from. */
  readonly program?: string
  say(line: string): void
}

/** How long after a fault its target was seen to work on something newer. */
export interface Recovery {
  readonly target: Target
  /** Null: not within the time that it was waited for. */
  readonly ms: number | null
}

export interface Result {
  readonly anomalies: readonly Anomaly[]
  readonly strikes: readonly Strike[]
  readonly recoveries: readonly Recovery[]
  readonly counts: {
    readonly plays: number
    readonly resends: number
    readonly playRecords: number
    readonly recommendations: number
    readonly profiles: number
  }
  /** Ends of processes that no fault had asked for: that is how they take an outage. */
  readonly deaths: Readonly<Record<string, number>>
  readonly playsPerSecond: number
}

const LISTENERS = 24
const PLAYS_PER_SECOND = 100
const RECOVERS_WITHIN_MS = 90_000
const LONGEST_PAUSE_MS = 2_500
const FINISHES_WITHIN_MS = 150_000

/** Plays, strikes, waits for the end, and compares. */
export async function runLedger(options: LedgerOptions): Promise<Result> {
  const { say } = options
  const rig = await startRig(options.program)
  say(`The stack runs on ${rig.url}; its files are in ${rig.folder}.`)
  const journal = openJournal(join(rig.folder, 'ledger.ndjson'))
  let isWhole = false
  try {
    const { seed } = options
    const load = await startLoad({
      url: rig.url,
      seed,
      listeners: LISTENERS,
      journal,
      playsPerSecond: PLAYS_PER_SECOND,
    })
    const progress = await watchProgress(rig, load)
    const startedAt = performance.now()
    const { strikes, recoveries } = await strikeAll(rig, load, progress, journal, options)
    load.allow(options.plays)
    while (load.intents.length < options.plays) await wait(50)
    const unacknowledged = await within(load.finish(), FINISHES_WITHIN_MS)
    const seconds = (performance.now() - startedAt) / 1_000
    say(`${load.intents.length} plays were made in ${seconds.toFixed(0)} s; waiting until all is processed.`)
    const undone = await progress.untilDone(FINISHES_WITHIN_MS)
    await progress.stop()
    for (const each of rig.processors.values()) await each.stop()
    say('Reading everything with both clients.')
    const evidence = await collect(rig, load)
    const anomalies = [
      ...(unacknowledged ? [{ class: 'lost', what: 'some plays were never acknowledged' } as const] : []),
      ...undone.map((what): Anomaly => ({ class: 'lost', what })),
      ...recoveries.flatMap(stuck),
      ...anomaliesOf(evidence),
    ]
    isWhole = anomalies.length === 0
    return { anomalies, strikes, recoveries, ...summary(rig, load, evidence, strikes, seconds) }
  } finally {
    await journal.close()
    await rig.stop()
    // What went wrong must be looked at.
    if (isWhole || options.program !== undefined) rmSync(rig.folder, { recursive: true, force: true })
  }
}

const stuck = ({ target, ms }: Recovery): readonly Anomaly[] =>
  ms === null ? [{ class: 'lost', what: `${target} did not work again within ${RECOVERS_WITHIN_MS / 1_000} s` }] : []

async function strikeAll(
  rig: Rig,
  load: Load,
  progress: Progress,
  journal: Journal,
  { faults, seed, plays, say }: LedgerOptions,
): Promise<{ strikes: readonly Strike[]; recoveries: readonly Recovery[] }> {
  const random = seededRandom(seed).fork('pauses')
  const strikes: Strike[] = []
  const recoveries: Promise<Recovery>[] = []
  const recovering = new Map<Target, Promise<Recovery>>()
  for (const [index, fault] of faults.entries()) {
    load.allow(Math.floor(((index + 1) * plays) / (faults.length + 1)))
    // A target is struck again once it works; meanwhile others may be.
    await recovering.get(fault.target)
    // Nobody comes to a point while the broker is away.
    if (fault.point !== null) await recovering.get('broker')
    await wait(random.between(0, LONGEST_PAUSE_MS))
    while (load.intents.length < (index * plays) / (faults.length + 1)) await wait(20)
    const struck = await strike(rig, fault, index + 1)
    strikes.push(struck)
    const hit = `${struck.action} ${struck.target} ${struck.point ?? 'at random'}`
    say(`${index + 1}/${faults.length}: ${hit}${struck.insideTransaction ? ', inside a transaction' : ''}`)
    const recovery = progress.workedAfter(fault.target, struck.at, RECOVERS_WITHIN_MS).then((at) => {
      const recovered = { target: fault.target, ms: at === null ? null : at - struck.at }
      void journal.append({ kind: 'recovered', id: struck.id, ...recovered })
      return recovered
    })
    recoveries.push(recovery)
    recovering.set(fault.target, recovery)
  }
  return { strikes, recoveries: await Promise.all(recoveries) }
}

/** @returns whether it took too long. */
async function within(work: Promise<void>, ms: number): Promise<boolean> {
  const abort = new AbortController()
  const late = wait(ms, true, { signal: abort.signal }).catch(() => false)
  const outcome = await Promise.race([work.then(() => false), late])
  abort.abort()
  return outcome
}

async function collect(rig: Rig, load: Load): Promise<Evidence> {
  const { addresses } = rig.stack
  const { records, seen } = await readByKafkajs(addresses, TOPICS)
  const java = await readByJava(addresses, TOPICS)
  const library = await readByKafkajs(addresses, ['audio-references', 'audio-features', 'index-updates'])
  return {
    intents: load.intents,
    sends: load.sends,
    acks: load.acks,
    plays: of(records, plays),
    recommendations: of(records, recommendations),
    profiles: of(records, listenerProfiles),
    feedback: of(records, feedback),
    index: viewOf(libraryIndex, library.records),
    traits: viewOf(itemMetadata, library.records),
    readers: { kafkajs: seen, java },
    database: await readDatabase(addresses, [...new Set(load.intents.map(({ listenerId }) => listenerId))]),
  }
}

/** Decoded by the registry's schema of that topic. */
const of = <T extends AnyTopic>(records: readonly ReadRecord[], topic: T): readonly InputOf<T>[] =>
  records.filter((r) => r.topic === topic.name) as unknown as readonly InputOf<T>[]

function viewOf<C, In extends AnyTopic>(view: GlobalTable<C, In>, records: readonly ReadRecord[]): C {
  const content = view.create()
  for (const r of records) view.apply(content, r as unknown as RecordOf<In>)
  return content
}

function summary(rig: Rig, load: Load, evidence: Evidence, strikes: readonly Strike[], seconds: number) {
  const sent = [...load.sends.values()].reduce((sum, count) => sum + count, 0)
  const killed = (name: string) => strikes.filter(({ target, action }) => target === name && action === 'kill').length
  return {
    counts: {
      plays: load.intents.length,
      resends: sent - load.intents.length,
      playRecords: evidence.plays.length,
      recommendations: evidence.recommendations.length,
      profiles: evidence.profiles.length,
    },
    deaths: Object.fromEntries([...rig.processors].map(([name, kept]) => [name, kept.deaths() - killed(name)])),
    playsPerSecond: load.intents.length / seconds,
  }
}
