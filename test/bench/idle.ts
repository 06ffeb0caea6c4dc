import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startSlipstream } from '../support/slipstream.ts'
import { makeMusic } from '../support/music.ts'
import type { Figure } from './figures.ts'

const TRACK_MS = 3_000
const SETTLE_MS = 30_000
const MEASURE_MS = 30_000
/** Linux counts processor time in hundredths of a second (sysconf(_SC_CLK_TCK), 100 on every Linux in use). */
const TICKS_PER_S = 100
const GOAL_PERCENT = 2

/** What everything costs when nobody listens: processor time of each process over half a minute, from /proc (Linux only). */
export async function idleBench(progress: (line: string) => void): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-idle-'))
  const music = join(folder, 'music')
  makeMusic(music, TRACK_MS)
  const running = await startSlipstream(join(folder, 'data'), [music])
  try {
    progress('Slipstream runs; waiting until it has nothing to do.')
    await wait(SETTLE_MS)
    const before = ticksOf(running.child.pid ?? 0)
    await wait(MEASURE_MS)
    const after = ticksOf(running.child.pid ?? 0)
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

/** Processor time so far of a process and all its descendants. */
function ticksOf(root: number): ReadonlyMap<number, { readonly name: string; readonly ticks: number }> {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ')
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
        return [
          { pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]), command },
        ]
      } catch {
        return [] // it has ended meanwhile
      }
    })
  const found = new Map<number, { name: string; ticks: number }>()
  const add = (pid: number) => {
    const stat = stats.find((each) => each.pid === pid)
    if (stat === undefined) return
    found.set(pid, { name: nameOf(stat.command), ticks: stat.ticks })
    for (const child of stats) if (child.parent === pid) add(child.pid)
  }
  add(root)
  return found
}

function nameOf(command: readonly string[]): string {
  const at = command.findIndex((argument) => /cli\/(main\.ts|slipstream\.js)$/.test(argument))
  return at >= 0
    ? command.slice(at + 1, at + 3).join(' ')
    : command.slice(0, 1).concat(command.slice(-2)).join(' ').slice(0, 80)
}
