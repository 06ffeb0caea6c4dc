import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { identityOf, signalGroup } from '../../engine/process-identity.ts'
import { lastWords } from './log-lines.ts'
import type { LogFile } from './log-file.ts'
import type { RunFolder } from './run-folder.ts'

export interface Program {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Whether it has a channel to this process that tells it when this process has died. */
  readonly tethered: boolean
}

export interface Exit {
  readonly code: number | null
  readonly signal: string | null
  /** What it had to say last; empty when it said nothing. */
  readonly lastWords: string
}

/** One run of a program. */
export interface Child {
  readonly name: string
  readonly pid: number
  readonly exited: Promise<Exit>
  /** SIGTERM, then SIGKILL for it and all it has started when it takes longer. */
  stop(withinMs: number): Promise<void>
  kill(): void
}

export interface Surroundings {
  readonly run: RunFolder
  readonly log: LogFile
  onLine?(line: string): void
}

const REMEMBERED_LINES = 40
/** Pipes may be held open by what a dead process has started. */
const LAST_OUTPUT_WITHIN_MS = 500
const alive = new Set<Child>()

// Whatever ends this process in any way it can notice takes all children with it.
process.on('exit', () => {
  for (const child of alive) child.kill()
})

/**
 * Starts a program in a process group of its own: Ctrl-C reaches this process alone, which then stops them in order.
 * @throws {Error} when the command cannot be started at all.
 */
export async function startChild(program: Program, { run, log, onLine }: Surroundings): Promise<Child> {
  const started = spawn(program.command, [...program.args], {
    cwd: program.cwd,
    env: { ...program.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', ...(program.tethered ? (['ipc'] as const) : [])],
  })
  const lines: string[] = []
  const read = (output: Readable | null) =>
    new Promise<void>((resolve) => {
      if (output === null) {
        resolve()
        return
      }
      const reader = createInterface({ input: output, crlfDelay: Infinity })
      reader.on('line', (line) => {
        log.write(`${line}\n`)
        lines.push(line)
        if (lines.length > REMEMBERED_LINES) lines.shift()
        onLine?.(line)
      })
      reader.on('close', resolve)
    })
  const drained = Promise.all([read(started.stdout), read(started.stderr)])
  const ended = new Promise<Omit<Exit, 'lastWords'>>((resolve) => {
    started.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const pid = await new Promise<number>((resolve, reject) => {
    started.once('error', reject)
    started.once('spawn', () => resolve(started.pid ?? 0))
  })
  started.on('error', (error) => log.write(`${error.message}\n`)) // a signal or a message that could not be sent

  const identity = identityOf(pid)
  if (identity !== null) {
    run.record({ ...identity, name: program.name, command: [program.command, ...program.args].join(' ') })
  }
  const exited = ended.then(async (exit) => {
    alive.delete(child)
    signalGroup(pid, 'SIGKILL')
    run.forget(program.name)
    await Promise.race([drained, wait(LAST_OUTPUT_WITHIN_MS, undefined, { ref: false })])
    return { ...exit, lastWords: lastWords(lines) }
  })
  const child: Child = {
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
