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
import type { Harness, HarnessOptions } from './harness.ts'
import { injectFault } from './inject-fault.ts'
import type { InjectedFault } from './inject-fault.ts'

export interface LedgerOptions {
  /** Least number of plays; there are more while faults are still to be injected. */
  readonly plays: number
  readonly faults: readonly Fault[]
  readonly seed: number
  /** A copy of the program to run processors from. */
  readonly program?: string
  readonly makeDisk?: HarnessOptions['makeDisk']
  readonly cluster?: HarnessOptions['cluster']
  /** After so many faults the plays rest, and all that is there so far is verified. 0: only at the end. */
  readonly verifyEvery?: number
  /** Cuts the run short: no further fault, and what is there is verified. */
  readonly signal?: AbortSignal
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
  /** How many faults there were to be; fewer were injected when the run was cut short. */
  readonly planned: number
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
  /** Longest time in which no play was acknowledged. */
  readonly longestSilenceMs: number
  /** Longest time from a play to its acknowledgement. */
  readonly longestWaitMs: number
}

const LISTENERS = 24
const PLAYS_PER_SECOND = 100
const RECOVERS_WITHIN_MS = 90_000
const LONGEST_PAUSE_MS = 2_500
const FINISHES_WITHIN_MS = 150_000
const TELL_EVERY_MS = 30_000

/** One run: everything that its parts need. */
interface Run {
  readonly options: LedgerOptions
  readonly signal: AbortSignal
  readonly harness: Harness
  readonly load: Load
  readonly progress: Progress
  readonly operationLog: OperationLog
  readonly injected: InjectedFault[]
  readonly recoveries: Promise<Recovery>[]
  /** What the last verification on the way has shown. */
  verified: { readonly plays: number; readonly faults: number } | null
}

/** Sends plays, injects faults, waits until all is processed, and checks the history. */
export async function runLedger(options: LedgerOptions): Promise<Result> {
  const { seed, say, program, makeDisk, cluster, signal = new AbortController().signal } = options
  const harness = await startHarness({ program, makeDisk, cluster })
  say(`The stack runs on ${harness.url}; its files are in ${harness.folder}.`)
  const operationLog = openOperationLog(join(harness.folder, 'ledger.ndjson'))
  let isWhole = false
  try {
    const playsPerSecond = PLAYS_PER_SECOND
    const load = await startLoad({ url: harness.url, seed, listeners: LISTENERS, operationLog, playsPerSecond })
    const progress = await watchProgress(harness, load)
    const run: Run = {
      options,
      signal,
      harness,
      load,
      progress,
      operationLog,
      injected: [],
      recoveries: [],
      verified: null,
    }
    const result = await runAll(run)
    isWhole = result.anomalies.length === 0
    return result
  } finally {
    await operationLog.close()
    await harness.stop(!isWhole && program === undefined)
    // After an anomaly the files are needed to find its cause.
    if (isWhole || program !== undefined) rmSync(harness.folder, { recursive: true, force: true })
  }
}

async function runAll(run: Run): Promise<Result> {
  const { options, signal, harness, load, progress } = run
  const { say, plays, faults } = options
  const startedAt = performance.now()
  const minutes = () => ((performance.now() - startedAt) / 60_000).toFixed(1)
  const telling = setInterval(() => say(`${minutes()} min: ${farOf(run)}`), TELL_EVERY_MS)
  try {
    const early = await injectAll(run)
    const recoveries = await Promise.all(run.recoveries)
    load.allow(plays)
    while (load.invocations.length < plays && early === null && !signal.aborted) await wait(50)
    load.release()
    const unacknowledged = await within(load.finish(), FINISHES_WITHIN_MS)
    const seconds = (performance.now() - startedAt) / 1_000
    say(`${load.invocations.length} plays were made in ${seconds.toFixed(0)} s; waiting until all is processed.`)
    const undone = await progress.untilDone(FINISHES_WITHIN_MS)
    await progress.stop()
    for (const each of harness.processors.values()) await each.stop()
    say('Reading everything with both clients.')
    const evidence = await collect(harness, load)
    const anomalies = [
      ...(early ?? []),
      ...(unacknowledged ? [{ class: 'lost', what: 'some plays were never acknowledged' } as const] : []),
      ...undone.map((what): Anomaly => ({ class: 'lost', what })),
      ...recoveries.flatMap(stuck),
      ...anomaliesOf(evidence),
    ]
    const { injected } = run
    return {
      anomalies,
      planned: faults.length,
      injected,
      recoveries,
      ...summary(harness, load, evidence, injected, seconds),
    }
  } finally {
    clearInterval(telling)
  }
}

const isOutage = ({ action }: Fault): boolean => action === 'pause' || action === 'fill' || action === 'cut'

/** How far a run has come, for one that will be cut off. */
function farOf({ options, injected, load, verified }: Run): string {
  const acknowledged = new Set(load.acks.map(({ playId }) => playId)).size
  const soFar =
    verified === null
      ? 'nothing verified yet'
      : `0 anomalies in the first ${verified.plays} plays, after ${verified.faults} faults`
  const kills = injected.filter(({ action }) => action === 'kill').length
  return `${injected.length} of ${options.faults.length} faults (${kills} kills), ${load.invocations.length} plays, ${acknowledged} acknowledged; ${soFar}.`
}

const stuck = ({ target, ms }: Recovery): readonly Anomaly[] =>
  ms === null ? [{ class: 'lost', what: `${target} did not recover within ${RECOVERS_WITHIN_MS / 1_000} s` }] : []

/** @returns the anomalies that a verification on the way has found, which ends the run; null when none has. */
async function injectAll(run: Run): Promise<readonly Anomaly[] | null> {
  const { options, signal, harness, load, progress, operationLog, injected, recoveries } = run
  const { faults, seed, plays, say, verifyEvery = 0 } = options
  const random = seededRandom(seed).fork('pauses')
  const recovering = new Map<Target, Promise<Recovery>>()
  for (const [index, fault] of faults.entries()) {
    load.allow(Math.floor(((index + 1) * plays) / (faults.length + 1)))
    // A target is hit again only after it has recovered; other targets may be hit meanwhile.
    await recovering.get(fault.target)
    // No process reaches a fail point while the broker is away.
    if (fault.point !== null) await recovering.get('broker')
    // Nothing recovers during an outage, and the time that a recovery may take is bounded.
    if (isOutage(fault)) await Promise.all(recovering.values())
    if (fault.target === 'broker') await harness.brokers?.untilWhole()
    await wait(random.between(0, LONGEST_PAUSE_MS))
    while (load.invocations.length < (index * plays) / (faults.length + 1) && !signal.aborted) await wait(20)
    if (signal.aborted) return null
    if (fault.action === 'fill') say(`${index + 1}/${faults.length}: the disk of the broker is full for a minute.`)
    const hit = await injectFault(harness, fault, index + 1, signal)
    injected.push(hit)
    const what = `${hit.action} ${hit.role ?? ''} ${hit.target} ${hit.point ?? 'at random'}`
    say(`${index + 1}/${faults.length}: ${what}${hit.insideTransaction ? ', inside a transaction' : ''}`)
    const recovery = progress.progressedAfter(fault.target, hit.at, RECOVERS_WITHIN_MS).then((at) => {
      const recovered = { target: fault.target, ms: at === null ? null : at - hit.at }
      void operationLog.append({ kind: 'recovered', id: hit.id, ...recovered })
      return recovered
    })
    recoveries.push(recovery)
    recovering.set(fault.target, recovery)
    if (verifyEvery > 0 && injected.length % verifyEvery === 0 && injected.length < faults.length) {
      const anomalies = await verifySoFar(run)
      if (anomalies.length > 0) return anomalies
    }
  }
  return null
}

/** Lets the plays rest, and checks all that is there. @returns the anomalies. */
async function verifySoFar(run: Run): Promise<readonly Anomaly[]> {
  const { options, harness, load, progress, injected } = run
  const recovered = await Promise.all(run.recoveries)
  const late = await within(load.hold(), FINISHES_WITHIN_MS)
  const undone = await progress.untilDone(FINISHES_WITHIN_MS)
  const anomalies = [
    ...(late ? [{ class: 'lost', what: 'some plays were not acknowledged while no others came' } as const] : []),
    ...undone.map((what): Anomaly => ({ class: 'lost', what })),
    ...recovered.flatMap(stuck),
    ...anomaliesOf(await collect(harness, load)),
  ]
  if (anomalies.length === 0) run.verified = { plays: load.invocations.length, faults: injected.length }
  options.say(
    `Verified ${load.invocations.length} plays after ${injected.length} of ${options.faults.length} faults: ${anomalies.length} anomalies.`,
  )
  load.release()
  return anomalies
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
    ...load.longest(),
  }
}
