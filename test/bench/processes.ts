import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second (sysconf(_SC_CLK_TCK), 100 on every Linux in use). */
export const TICKS_PER_S = 100

export interface RunningProcess {
  /** For one of ours, its command; else the program and its last two arguments. */
  readonly name: string
  /** Processor time so far. */
  readonly ticks: number
  /** The most memory it has held so far. */
  readonly peakMb: number
}

/** A process and all its descendants as they are now, by process id; from /proc (Linux only). */
export function processesOf(root: number): ReadonlyMap<number, RunningProcess> {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readProcess(Number(pid)) ?? [])
  const found = new Map<number, RunningProcess>()
  const add = (pid: number) => {
    const at = all.find((each) => each.pid === pid)
    if (at === undefined) return
    found.set(pid, at)
    for (const child of all) if (child.parent === pid) add(child.pid)
  }
  add(root)
  return found
}

/** Fields as in proc(5): parent, user and system time; null when it has ended meanwhile. */
function readProcess(pid: number): (RunningProcess & { readonly pid: number; readonly parent: number }) | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    const [, peakKb = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return {
      pid,
      parent: Number(fields[1]),
      ticks: Number(fields[11]) + Number(fields[12]),
      peakMb: Number(peakKb) / 1_024,
      name: nameOf(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')),
    }
  } catch {
    return null
  }
}

function nameOf(command: readonly string[]): string {
  const at = command.findIndex((argument) => /cli\/(main\.ts|slipstream\.js)$/.test(argument))
  if (at >= 0) return command.slice(at + 1, at + 3).join(' ')
  if (command.some((argument) => argument.startsWith('--allow-fs-read='))) return 'decoding child'
  return command.slice(0, 1).concat(command.slice(-2)).join(' ').slice(0, 80)
}
