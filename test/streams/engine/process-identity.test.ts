import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { identityOf, isAlive } from '../../../streams/engine/process-identity.ts'

it('knows a process while it lives, and never takes another for it', async () => {
  const child = spawn(process.execPath, ['--eval', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
  await once(child, 'spawn')
  const identity = identityOf(child.pid ?? 0)
  if (identity === null) throw new Error('A process that runs has no identity.')
  const sameNumber = { pid: identity.pid, startedAt: `${identity.startedAt}0` }
  const whileItLives = [isAlive(identity), isAlive(sameNumber)]
  child.stdin.end()
  await once(child, 'exit')
  expect({ whileItLives, afterwards: isAlive(identity) }).toStrictEqual({
    whileItLives: [true, false],
    afterwards: false,
  })
})

it('gives the same identity each time, and different ones to different processes', () => {
  const parent = process.ppid
  expect(identityOf(process.pid)).toStrictEqual(identityOf(process.pid))
  expect(identityOf(parent)).not.toStrictEqual(identityOf(process.pid))
})

it('has none for a number that no process has', () => {
  expect(identityOf(2 ** 30)).toBeNull()
})
