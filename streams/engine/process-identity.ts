import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** A process id with its start time: pids are reused, the pair is not. */
export interface Identity {
  readonly pid: number
  /** Opaque; equal only for the same process. */
  readonly startedAt: string
}

// proc_pid_stat(5): fields 3 and 22, counted after the command in parentheses, which may hold spaces and parentheses.
const STATE = 0
const START_TICKS = 19
const DEAD_STATES = ['Z', 'X']

/** @returns null when there is no such process, or only a zombie. */
export function identityOf(pid: number): Identity | null {
  const startedAt = existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid)
  return startedAt === null ? null : { pid, startedAt }
}

export function isAlive({ pid, startedAt }: Identity): boolean {
  return identityOf(pid)?.startedAt === startedAt
}

/** Signals a process group by its leader: the process and everything it has started. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // No process of the group is left.
  }
}

function fromProc(pid: number): string | null {
  const stat = readIfThere(`/proc/${pid}/stat`)
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const state = fields[STATE]
  const ticks = fields[START_TICKS]
  if (state === undefined || ticks === undefined || DEAD_STATES.includes(state)) return null
  // Ticks count from the boot of the machine.
  return `${readIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}/${ticks}`
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** For systems without /proc, to the second. */
function fromPs(pid: number): string | null {
  try {
    const answer = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    const [state, ...started] = answer.split(/\s+/)
    return state === undefined || DEAD_STATES.includes(state.slice(0, 1)) ? null : started.join(' ')
  } catch {
    return null
  }
}
