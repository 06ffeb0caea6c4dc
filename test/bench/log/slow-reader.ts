import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { Figure } from '../figures.ts'
import { peakUntil } from './child.ts'
import type { BenchLog } from './log.ts'

const GOAL_MB = 150
/** It does nothing for so long, then takes pieces of a pipe with pauses between them. */
const STANDSTILL_MS = 3_000
const PIECES_PER_PAUSE = 20
const PAUSE_MS = 40
const LINE_END = 10

/** The memory of `consume` while its reader is slower than the log. */
export async function slowReaderPart(log: BenchLog): Promise<readonly Figure[]> {
  const { command, args, env } = log.slipstream(['consume', 'plays'], 'slow')
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  const peak = peakUntil(child.pid ?? 0, ended)
  const begun = performance.now()
  await wait(STANDSTILL_MS)
  let lines = 0
  let pieces = 0
  for await (const piece of child.stdout as AsyncIterable<Buffer>) {
    for (let at = piece.indexOf(LINE_END); at >= 0; at = piece.indexOf(LINE_END, at + 1)) lines += 1
    pieces += 1
    if (pieces % PIECES_PER_PAUSE === 0) await wait(PAUSE_MS)
  }
  const [code] = (await ended) as [number | null]
  if (code !== 0) throw new Error(`consume ended with ${code}`)
  const peakMb = await peak
  const seconds = (performance.now() - begun) / 1_000
  log.progress(`a slow reader got ${lines} lines in ${seconds.toFixed(0)} s; consume held ${peakMb.toFixed(0)} MB`)
  const subject = 'consume to a slow reader'
  const lost = log.plays - lines
  return [
    { name: 'log', subject, metric: 'peak memory', value: peakMb, unit: 'MB', goal: GOAL_MB, met: peakMb <= GOAL_MB },
    { name: 'log', subject, metric: 'records lost', value: lost, unit: '', goal: 0, met: lost === 0 },
    { name: 'log', subject, metric: 'throughput', value: log.plays / seconds, unit: 'records/s' },
  ]
}
