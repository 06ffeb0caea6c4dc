import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { identityOf } from '../../../../streams/engine/process-identity.ts'
import type { Identity } from '../../../../streams/engine/process-identity.ts'
import { holderOf, leftoverLine, leftovers, openRunFolder } from '../../../../streams/app/supervisor/run-folder.ts'

let folder: string
let children: ChildProcess[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-run-'))
  children = []
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function startOther(script: string): Promise<{ readonly child: ChildProcess; readonly identity: Identity }> {
  const child = spawn(process.execPath, ['--eval', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  children.push(child)
  await once(child.stdout, 'data')
  const identity = identityOf(child.pid ?? 0)
  if (identity === null) throw new Error('A process that runs has no identity.')
  return { child, identity }
}

const UNTIL_TERMINATED = 'setInterval(() => {}, 1e6); console.log("up")'

it('says nothing and ends nothing after a run that was stopped in order', async () => {
  const said: string[] = []
  const first = await openRunFolder(folder, (line) => said.push(line))
  first.record({ pid: 1, startedAt: 'x', name: 'kafka', command: 'java' })
  first.forget('kafka')
  first.release()
  const second = await openRunFolder(folder, (line) => said.push(line))
  second.release()
  expect({ said, files: readdirSync(join(folder, 'run')) }).toStrictEqual({ said: [], files: [] })
})

it('refuses a second run while the first lives', async () => {
  const run = await openRunFolder(folder, () => undefined)
  await expect(openRunFolder(folder, () => undefined)).rejects.toThrow(
    `Another Slipstream (process ${process.pid}) runs on ${folder}: stop it first, or set SLIPSTREAM_DATA to another folder (and other ports).`,
  )
  run.release()
  expect(holderOf(folder)).toBeNull()
})

it('ends what a killed run has left, and says so', async () => {
  const { child, identity } = await startOther(UNTIL_TERMINATED)
  mkdirSync(join(folder, 'run'))
  writeFileSync(join(folder, 'run', 'lock'), JSON.stringify({ pid: 2 ** 30, startedAt: 'long ago' }))
  const record = { ...identity, name: 'kafka', command: 'java kafka.Kafka' }
  writeFileSync(join(folder, 'run', 'kafka.json'), JSON.stringify(record))
  const said: string[] = []
  const exited = new Promise<string | null>((resolve) => child.once('exit', (_, by) => resolve(by)))
  const [run, signal] = await Promise.all([openRunFolder(folder, (line) => said.push(line)), exited])
  expect({ said, signal, files: readdirSync(join(folder, 'run')), holder: holderOf(folder) }).toStrictEqual({
    said: [`The last run was not stopped in order: ending its processes kafka (${identity.pid}).`],
    signal: 'SIGTERM',
    files: ['lock'],
    holder: identityOf(process.pid),
  })
  run.release()
})

it('never touches a process that has only got the number of one of ours', async () => {
  const { child, identity } = await startOther(UNTIL_TERMINATED)
  mkdirSync(join(folder, 'run'))
  const record = { pid: identity.pid, startedAt: 'earlier', name: 'kafka', command: 'java kafka.Kafka' }
  writeFileSync(join(folder, 'run', 'kafka.json'), JSON.stringify(record))
  writeFileSync(join(folder, 'run', 'registry.json'), '{"pid":') // cut off by a crash
  const found = leftovers(join(folder, 'run'))
  const run = await openRunFolder(folder, () => undefined)
  expect({ found, after: identityOf(identity.pid), ended: child.exitCode ?? child.signalCode }).toStrictEqual({
    found: [],
    after: identity,
    ended: null,
  })
  run.release()
})

it('says when nothing was left running', () => {
  expect(leftoverLine([])).toBe('The last run was not stopped in order; none of its processes is left.')
})
