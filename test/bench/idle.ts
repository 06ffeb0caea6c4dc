import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startSlipstream } from '../support/slipstream.ts'
import { makeMusic } from '../support/music.ts'
import type { Figure } from './figures.ts'
import { processesOf, TICKS_PER_S } from './processes.ts'

const TRACK_MS = 3_000
const SETTLE_MS = 30_000
const MEASURE_MS = 30_000
const GOAL_PERCENT = 2

/** The cost of an idle system: processor time of each process over half a minute, from /proc (Linux only). */
export async function idleBench(progress: (line: string) => void): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-idle-'))
  const music = join(folder, 'music')
  makeMusic(music, TRACK_MS)
  const running = await startSlipstream(join(folder, 'data'), [music])
  try {
    progress('Slipstream runs; waiting until it has nothing to do.')
    await wait(SETTLE_MS)
    const before = processesOf(running.child.pid ?? 0)
    await wait(MEASURE_MS)
    const after = processesOf(running.child.pid ?? 0)
    const percent = [...after].map(([pid, { name, ticks }]) => ({
      name,
      percent: ((ticks - (before.get(pid)?.ticks ?? ticks)) / TICKS_PER_S / (MEASURE_MS / 1_000)) * 100,
    }))
    const processors = percent.filter(({ name }) => name.startsWith('run '))
    const total = processors.reduce((all, each) => all + each.percent, 0)
    return [
      ...percent.map(({ name, percent: value }): Figure => ({
        name: 'idle',
        subject: name,
        metric: 'processor time',
        value,
        unit: '% of a core',
      })),
      {
        name: 'idle',
        subject: 'all processors together',
        metric: 'processor time',
        value: total,
        unit: '% of a core',
        goal: GOAL_PERCENT,
        met: total < GOAL_PERCENT,
      },
    ]
  } finally {
    await running.stop('SIGINT')
    rmSync(folder, { recursive: true, force: true })
  }
}
