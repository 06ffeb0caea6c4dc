import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { identityOf } from '../../../../../streams/engine/process-identity.ts'

const PROGRAM = fileURLToPath(new URL('../../../../../streams/app/embedded/cluster/with-parent.js', import.meta.url))
/** Says its id, runs on, and says so when it ends in order. */
const SAYING = `process.on('SIGTERM', () => { console.log('in order'); process.exit(0) }); console.log(process.pid); setInterval(() => {}, 1e6)`

it('a program ends in order when its parent has died', async () => {
  const guard = fork(PROGRAM, [process.execPath, '-e', SAYING], {
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  guard.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await expect.poll(() => said).toMatch(/^\d+\n$/)
  const pid = Number(said)
  const exited = once(guard, 'exit')
  guard.disconnect() // as the death of this process would
  expect(await exited).toStrictEqual([0, null])
  expect({ said: said.split('\n')[1], left: identityOf(pid) }).toStrictEqual({ said: 'in order', left: null })
})

it('the end of the program is the end of what runs it', async () => {
  const guard = fork(PROGRAM, [process.execPath, '-e', 'process.exit(7)'], { execArgv: [], stdio: 'ignore' })
  expect((await once(guard, 'exit'))[0]).toBe(7)
})
