import { spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { instanceId } from '../../../../streams/app/run/instance-id.ts'

const SOURCE = fileURLToPath(new URL('../../../../streams/app/run/instance-id.ts', import.meta.url))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipstream-instance-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

it('stays the same in one data folder, and is another in another', async () => {
  const [first, again, other] = [
    await instanceId(join(folder, 'a')),
    await instanceId(join(folder, 'a')),
    await instanceId(join(folder, 'b')),
  ]
  expect(first).toMatch(/^[0-9a-f]{16}$/)
  expect([again === first, other === first]).toStrictEqual([true, false])
})

it('is in the file as soon as the file is there, for whatever process looks', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', `
    import { instanceId } from ${JSON.stringify(SOURCE)}
    console.log(await instanceId(${JSON.stringify(folder)}))`]) // prettier-ignore
  const printed = text(child.stdout)
  const path = join(folder, 'instance')
  const giveUp = performance.now() + 60_000
  let isThere = false
  while (!isThere && performance.now() < giveUp) isThere = existsSync(path) // a turn of the event loop takes too long to see it
  const seen = readFileSync(path, 'utf8')
  expect(seen).toBe(await printed)
  expect(readdirSync(folder)).toStrictEqual(['instance'])
})

it('is not guessed from a damaged file', async () => {
  await writeFile(join(folder, 'instance'), 'x')
  await expect(instanceId(folder)).rejects.toThrow('delete it, and a new one is made')
})
