import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startProgram } from '../../../../streams/app/supervisor/running-program.ts'
import type { RunningProgram } from '../../../../streams/app/supervisor/running-program.ts'
import { identityOf } from '../../../../streams/engine/process-identity.ts'
import { openLogFile } from '../../../../streams/app/supervisor/log-file.ts'
import type { RunFolder, RunRecord } from '../../../../streams/app/supervisor/run-folder.ts'

let folder: string
let recorded: Map<string, RunRecord>
let run: RunFolder
let started: RunningProgram[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-child-'))
  recorded = new Map()
  started = []
  run = {
    record: (entry) => void recorded.set(entry.name, entry),
    forget: (name) => void recorded.delete(name),
    release: () => undefined,
  }
})
afterEach(() => {
  for (const child of started) child.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** @returns the child, and a promise of its first line. */
async function startScript(
  script: string,
): Promise<{ readonly child: RunningProgram; readonly firstLine: Promise<string> }> {
  let onLine: (line: string) => void = () => undefined
  const firstLine = new Promise<string>((resolve) => (onLine = resolve))
  const log = openLogFile(join(folder, 'child.log'))
  const program = { name: 'child', command: process.execPath, args: ['--eval', script], env: {}, cwd: folder }
  const child = await startProgram({ ...program, diesWithParent: false }, { run, log, onLine })
  started.push(child)
  return { child, firstLine }
}

describe('a child', () => {
  it('is recorded while it runs, and its output is in the log', async () => {
    const { child, firstLine } = await startScript('console.log("up"); setInterval(() => {}, 1e6)')
    await firstLine
    const whileItRuns = [...recorded.values()].map(({ pid, startedAt }) => ({ pid, startedAt }))
    const identity = identityOf(child.pid)
    await child.stop(60_000)
    const after = { recorded: recorded.size, log: readFileSync(join(folder, 'child.log'), 'utf8') }
    expect({ whileItRuns, after, exit: await child.exited }).toStrictEqual({
      whileItRuns: [identity],
      after: { recorded: 0, log: 'up\n' },
      exit: { code: null, signal: 'SIGTERM', lastError: 'up', message: 'up' },
    })
  })

  it('that will not stop is killed, with what it has started', async () => {
    const { child, firstLine } = await startScript(`
      process.on('SIGTERM', () => {})
      const { spawn } = require('node:child_process')
      const grandchild = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' })
      grandchild.once('spawn', () => console.log(grandchild.pid))
      setInterval(() => {}, 1e6)`)
    const grandchild = Number(await firstLine)
    await child.stop(1)
    const { signal } = await child.exited
    expect({ signal, child: identityOf(child.pid) }).toStrictEqual({ signal: 'SIGKILL', child: null })
    await expect.poll(() => identityOf(grandchild)).toBeNull() // killed at the same moment, though perhaps not gone yet
  })

  it('that cannot be recorded, as on a full disk, is not left running', async () => {
    const pids: number[] = []
    const record = ({ pid }: RunRecord) => {
      pids.push(pid)
      throw new Error('ENOSPC: no space left on device')
    }
    const program = {
      name: 'child',
      command: process.execPath,
      args: ['--eval', 'setInterval(() => {}, 1e6)'],
      env: {},
    }
    const start = startProgram(
      { ...program, cwd: folder, diesWithParent: false },
      { run: { ...run, record }, log: openLogFile(join(folder, 'child.log')) },
    )
    await expect(start).rejects.toThrow('ENOSPC')
    await expect.poll(() => identityOf(pids[0] ?? 0)).toBeNull()
  })

  it('leaves its last words', async () => {
    const { child } = await startScript(
      'console.error(JSON.stringify({ level: 30, msg: "Begun." }) + "\\nPorts are taken:\\n 4600"); process.exitCode = 3',
    )
    expect(await child.exited).toStrictEqual({
      code: 3,
      signal: null,
      lastError: '4600',
      message: 'Ports are taken:\n 4600',
    })
  })

  it('that cannot be started at all is an error', async () => {
    const log = openLogFile(join(folder, 'child.log'))
    const program = {
      name: 'child',
      command: join(folder, 'nothing'),
      args: [],
      env: {},
      cwd: folder,
      diesWithParent: false,
    }
    await expect(startProgram(program, { run, log })).rejects.toThrow('ENOENT')
  })
})
