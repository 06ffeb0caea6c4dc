import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { identityOf, signalGroup } from '../../engine/process-identity.ts'
import { lastErrorLine, plainTail } from './log-lines.ts'
import type { LogFile } from './log-file.ts'
import type { RunFolder } from './run-folder.ts'

export interface ProgramSpec {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Whether it has an IPC channel to this process, by which it notices the death of this process and ends itself. */
  readonly diesWithParent: boolean
}

export interface ProgramExit {
  readonly code: number | null
  readonly signal: string | null
  /** See `lastErrorLine`; empty when it wrote nothing. */
  readonly lastError: string
  /** What it wrote after its last log line, as it is: the message of a `ConfigError`, of one line or several. */
  readonly message: string
}

/** One process of a program. */
export interface RunningProgram {
  readonly name: string
  readonly pid: number
  readonly exited: Promise<ProgramExit>
  /** Sends SIGTERM, and after `withinMs` SIGKILL to it and its descendants. Resolves when it has ended. */
  stop(withinMs: number): Promise<void>
  kill(): void
}

export interface StartContext {
  readonly run: RunFolder
  readonly log: LogFile
  onLine?(line: string): void
}

const REMEMBERED_LINES = 40
/** The output of a dead process is waited for this long: its descendants may hold the pipes open. */
const LAST_OUTPUT_WITHIN_MS = 500
const alive = new Set<RunningProgram>()

// For every end of this process but SIGKILL.
process.on('exit', () => {
  for (const child of alive) child.kill()
})

/**
 * Starts a program in a process group of its own, so that Ctrl-C reaches this process alone, which then stops the programs
 * in order.
 * @throws {Error} when the command cannot be started, or its process cannot be recorded.
 */
export async function startProgram(program: ProgramSpec, { run, log, onLine }: StartContext): Promise<RunningProgram> {
  const started = spawn(program.command, [...program.args], {
    cwd: program.cwd,
    env: { ...program.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', ...(program.diesWithParent ? (['ipc'] as const) : [])],
  })
  const lines: string[] = []
  const keepLine = (line: string) => {
    log.write(`${line}\n`)
    lines.push(line)
    if (lines.length > REMEMBERED_LINES) lines.shift()
    onLine?.(line)
  }
  const drained = Promise.all([eachLine(started.stdout, keepLine), eachLine(started.stderr, keepLine)])
  const ended = new Promise<Omit<ProgramExit, 'lastError' | 'message'>>((resolve) => {
    started.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const pid = await new Promise<number>((resolve, reject) => {
    started.once('error', reject)
    started.once('spawn', () => resolve(started.pid ?? 0))
  })
  started.on('error', (error) => log.write(`${error.message}\n`)) // a signal that could not be sent

  const identity = identityOf(pid)
  if (identity !== null) {
    try {
      run.record({ ...identity, name: program.name, command: [program.command, ...program.args].join(' ') })
    } catch (error) {
      // Unrecorded, as on a full disk, it would be left behind by a kill, and started a second time beside itself.
      signalGroup(pid, 'SIGKILL')
      throw error
    }
  }
  const exited = ended.then(async (exit) => {
    alive.delete(child)
    signalGroup(pid, 'SIGKILL')
    run.forget(program.name)
    await Promise.race([drained, wait(LAST_OUTPUT_WITHIN_MS, undefined, { ref: false })])
    return { ...exit, lastError: lastErrorLine(lines), message: plainTail(lines) }
  })
  const child: RunningProgram = {
    name: program.name,
    pid,
    exited,
    async stop(withinMs) {
      started.kill('SIGTERM')
      const abort = new AbortController()
      const killing = wait(withinMs, undefined, { signal: abort.signal }).then(
        () => signalGroup(pid, 'SIGKILL'),
        () => undefined,
      )
      await exited
      abort.abort()
      await killing
    },
    kill: () => signalGroup(pid, 'SIGKILL'),
  }
  alive.add(child)
  return child
}

/** Resolves when the output is closed. */
function eachLine(output: Readable | null, onLine: (line: string) => void): Promise<void> {
  return new Promise((resolve) => {
    if (output === null) {
      resolve()
      return
    }
    const reader = createInterface({ input: output, crlfDelay: Infinity })
    reader.on('line', onLine)
    reader.on('close', resolve)
  })
}
