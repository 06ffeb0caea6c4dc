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
import { openOperationLog } from './operation-log.ts'
import type { OperationLog } from './operation-log.ts'
import { startLoad } from './load.ts'
import type { Load } from './load.ts'
import { watchProgress, TOPICS } from './progress.ts'
import type { Progress } from './progress.ts'
import { readByJava, readByKafkajs, readDatabase } from './readers.ts'
import type { ReadRecord } from './readers.ts'
import { startHarness } from './harness.ts'
import type { Harness } from './harness.ts'
import { injectFault } from './inject-fault.ts'
import type { InjectedFault } from './inject-fault.ts'

export interface LedgerOptions {
  /** Least number of plays; there are more while faults are still to be injected. */
  readonly plays: number
  readonly faults: readonly Fault[]
  readonly seed: number
  /** A copy of the program to run processors from. */
  readonly program?: string
  say(line: string): void
}

/** How long after a fault its target was seen to process something newer. */
export interface Recovery {
  readonly target: Target
  /** Null: not within the time limit. */
  readonly ms: number | null
}

export interface Result {
  readonly anomalies: readonly Anomaly[]
  readonly injected: readonly InjectedFault[]
  readonly recoveries: readonly Recovery[]
  readonly counts: {
    readonly plays: number
    readonly resends: number
    readonly playRecords: number
    readonly recommendations: number
    readonly profiles: number
  }
  /** Exits of processes that no fault killed: their reaction to an outage. */
  readonly crashes: Readonly<Record<string, number>>
  readonly playsPerSecond: number
}

const LISTENERS = 24
const PLAYS_PER_SECOND = 100
const RECOVERS_WITHIN_MS = 90_000
const LONGEST_PAUSE_MS = 2_500
const FINISHES_WITHIN_MS = 150_000

/** Sends plays, injects faults, waits until all is processed, and checks the history. */
export async function runLedger(options: LedgerOptions): Promise<Result> {
  const { say } = options
  const harness = await startHarness(options.program)
  say(`The stack runs on ${harness.url}; its files are in ${harness.folder}.`)
  const operationLog = openOperationLog(join(harness.folder, 'ledger.ndjson'))
  let isWhole = false
  try {
    const { seed } = options
    const load = await startLoad({
      url: harness.url,
      seed,
      listeners: LISTENERS,
      operationLog,
      playsPerSecond: PLAYS_PER_SECOND,
    })
    const progress = await watchProgress(harness, load)
    const startedAt = performance.now()
    const { injected, recoveries } = await injectAll(harness, load, progress, operationLog, options)
    load.allow(options.plays)
    while (load.invocations.length < options.plays) await wait(50)
    const unacknowledged = await within(load.finish(), FINISHES_WITHIN_MS)
    const seconds = (performance.now() - startedAt) / 1_000
    say(`${load.invocations.length} plays were made in ${seconds.toFixed(0)} s; waiting until all is processed.`)
    const undone = await progress.untilDone(FINISHES_WITHIN_MS)
    await progress.stop()
    for (const each of harness.processors.values()) await each.stop()
    say('Reading everything with both clients.')
    const evidence = await collect(harness, load)
    const anomalies = [
      ...(unacknowledged ? [{ class: 'lost', what: 'some plays were never acknowledged' } as const] : []),
      ...undone.map((what): Anomaly => ({ class: 'lost', what })),
      ...recoveries.flatMap(stuck),
      ...anomaliesOf(evidence),
    ]
    isWhole = anomalies.length === 0
    return { anomalies, injected, recoveries, ...summary(harness, load, evidence, injected, seconds) }
  } finally {
    await operationLog.close()
    await harness.stop()
    // After an anomaly the files are needed to find its cause.
    if (isWhole || options.program !== undefined) rmSync(harness.folder, { recursive: true, force: true })
  }
}

const stuck = ({ target, ms }: Recovery): readonly Anomaly[] =>
  ms === null ? [{ class: 'lost', what: `${target} did not recover within ${RECOVERS_WITHIN_MS / 1_000} s` }] : []

async function injectAll(
  harness: Harness,
  load: Load,
  progress: Progress,
  operationLog: OperationLog,
  { faults, seed, plays, say }: LedgerOptions,
): Promise<{ injected: readonly InjectedFault[]; recoveries: readonly Recovery[] }> {
  const random = seededRandom(seed).fork('pauses')
  const injected: InjectedFault[] = []
  const recoveries: Promise<Recovery>[] = []
  const recovering = new Map<Target, Promise<Recovery>>()
  for (const [index, fault] of faults.entries()) {
    load.allow(Math.floor(((index + 1) * plays) / (faults.length + 1)))
    // A target is hit again only after it has recovered; other targets may be hit meanwhile.
    await recovering.get(fault.target)
    // No process reaches a fail point while the broker is away.
    if (fault.point !== null) await recovering.get('broker')
    await wait(random.between(0, LONGEST_PAUSE_MS))
    while (load.invocations.length < (index * plays) / (faults.length + 1)) await wait(20)
    const hit = await injectFault(harness, fault, index + 1)
    injected.push(hit)
    const what = `${hit.action} ${hit.target} ${hit.point ?? 'at random'}`
    say(`${index + 1}/${faults.length}: ${what}${hit.insideTransaction ? ', inside a transaction' : ''}`)
    const recovery = progress.progressedAfter(fault.target, hit.at, RECOVERS_WITHIN_MS).then((at) => {
      const recovered = { target: fault.target, ms: at === null ? null : at - hit.at }
      void operationLog.append({ kind: 'recovered', id: hit.id, ...recovered })
      return recovered
    })
    recoveries.push(recovery)
    recovering.set(fault.target, recovery)
  }
  return { injected, recoveries: await Promise.all(recoveries) }
}

/** @returns whether it took too long. */
async function within(work: Promise<void>, ms: number): Promise<boolean> {
  const abort = new AbortController()
  const late = wait(ms, true, { signal: abort.signal }).catch(() => false)
  const outcome = await Promise.race([work.then(() => false), late])
  abort.abort()
  return outcome
}

async function collect(harness: Harness, load: Load): Promise<Evidence> {
  const { addresses } = harness.stack
  const { records, seen } = await readByKafkajs(addresses, TOPICS)
  const java = await readByJava(addresses, TOPICS)
  const library = await readByKafkajs(addresses, ['audio-references', 'audio-features', 'index-updates'])
  return {
    invocations: load.invocations,
    sends: load.sends,
    acks: load.acks,
    plays: of(records, plays),
    recommendations: of(records, recommendations),
    profiles: of(records, listenerProfiles),
    feedback: of(records, feedback),
    index: viewOf(libraryIndex, library.records),
    metadata: viewOf(itemMetadata, library.records),
    readers: { kafkajs: seen, java },
    database: await readDatabase(addresses, [...new Set(load.invocations.map(({ listenerId }) => listenerId))]),
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

function summary(
  harness: Harness,
  load: Load,
  evidence: Evidence,
  injected: readonly InjectedFault[],
  seconds: number,
) {
  const sent = [...load.sends.values()].reduce((sum, count) => sum + count, 0)
  const killed = (name: string) => injected.filter(({ target, action }) => target === name && action === 'kill').length
  return {
    counts: {
      plays: load.invocations.length,
      resends: sent - load.invocations.length,
      playRecords: evidence.plays.length,
      recommendations: evidence.recommendations.length,
      profiles: evidence.profiles.length,
    },
    crashes: Object.fromEntries(
      [...harness.processors].map(([name, supervised]) => [name, supervised.crashes() - killed(name)]),
    ),
    playsPerSecond: load.invocations.length / seconds,
  }
}
