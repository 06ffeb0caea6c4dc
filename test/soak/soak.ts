import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { makeMusic } from '../support/music.ts'
import { startSlipstream } from '../support/slipstream.ts'
import { judge } from './judge.ts'
import type { Sample, Verdict } from './judge.ts'
import { startLoad } from './load.ts'
import type { Load } from './load.ts'
import { collectJavaGarbage, sampleProcesses } from './processes.ts'

export interface SoakOptions {
  readonly minutes: number
  readonly listeners: number
  readonly seed: number
  /** Ends the run early; it is judged by what there is. */
  readonly signal: AbortSignal
  say(line: string): void
}

export interface Outcome {
  readonly minutes: number
  readonly samples: number
  readonly verdicts: readonly Verdict[]
  readonly done: Load['done']
  readonly failures: readonly string[]
  /** Whether Java's garbage was collected before each sample. */
  readonly collected: boolean
  readonly cutShort: boolean
}

const TRACK_MS = 30_000
const MINUTE_MS = 60_000
const SAMPLES = 120
const LEAST_BETWEEN_MS = 5_000
const TELL_EVERY_MS = 30_000

/** The whole of Slipstream under an ordinary load, looked at from outside until the end. */
export async function runSoak({ minutes, listeners, seed, signal, say }: SoakOptions): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-soak-'))
  const music = join(folder, 'music')
  makeMusic(music, TRACK_MS)
  const running = await startSlipstream(join(folder, 'data'), [music])
  try {
    await running.until(/\d tracks? analysed[.,]/)
    say(`Slipstream runs at ${running.url}; ${listeners} listeners for ${minutes} minutes.`)
    const load = await startLoad({ url: running.url, listeners, seed })
    const root = running.child.pid ?? 0
    const { samples, collected } = await watch(root, minutes * MINUTE_MS, load, signal, say)
    const cutShort = signal.aborted
    await load.stop()
    const { done, failures } = load
    const ranMinutes = (samples.at(-1)?.atMs ?? 0) / MINUTE_MS
    const verdicts = judge(samples)
    return { minutes: ranMinutes, samples: samples.length, verdicts, done, failures, collected, cutShort }
  } finally {
    await running.stop('SIGINT')
    rmSync(folder, { recursive: true, force: true })
  }
}

async function watch(root: number, lengthMs: number, load: Load, signal: AbortSignal, say: SoakOptions['say']) {
  const everyMs = Math.max(LEAST_BETWEEN_MS, lengthMs / SAMPLES)
  const startedAt = performance.now()
  const samples: Sample[] = []
  let collected = true
  const isOver = () => signal.aborted
  for (let toldMs = 0; !isOver() && performance.now() - startedAt < lengthMs;) {
    await wait(everyMs, undefined, { signal }).catch(() => undefined)
    if (isOver()) break
    collected = (await collectJavaGarbage(root)) && collected
    const atMs = performance.now() - startedAt
    const processes = sampleProcesses(root)
    samples.push({ atMs, processes })
    if (atMs - toldMs < TELL_EVERY_MS) continue
    toldMs = atMs
    const total = processes.reduce((sum, { pssMb }) => sum + pssMb, 0)
    const { tracks, plays } = load.done
    say(
      `${(atMs / MINUTE_MS).toFixed(1)} min: ${tracks} tracks, ${plays} plays, ${load.failures.length} failures; ` +
        `${processes.length} processes hold ${total.toFixed(0)} MB.`,
    )
  }
  return { samples, collected }
}
