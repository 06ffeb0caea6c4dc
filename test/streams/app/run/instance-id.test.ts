import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { instanceId } from '../../../../streams/app/run/instance-id.ts'

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

it('is not guessed from a damaged file', async () => {
  await writeFile(join(folder, 'instance'), 'x')
  await expect(instanceId(folder)).rejects.toThrow('delete it, and a new one is made')
})
