import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readIgnoreFile } from '../../../../processors/scan-library/edge/ignore-file.ts'

let library: string
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'slipstream-ignore-'))
})
afterEach(async () => {
  await rm(library, { recursive: true, force: true })
})

it('reads what a folder leaves out', async () => {
  await writeFile(join(library, '.slipstreamignore'), 'Live/\n')
  expect(await readIgnoreFile(library, '')).toBe('Live/\n')
})

it('reads no file outside the library, none that nobody typed, and names no path of the machine', async () => {
  const path = join(library, '.slipstreamignore')
  const said = () => readIgnoreFile(library, '').catch((error: unknown) => String(error))
  await writeFile(path, '*'.repeat(256 * 1024 + 1))
  const large = await said()
  await rm(path)
  const missing = await said()
  await symlink('/etc/hostname', path)
  const start = 'Error: its .slipstreamignore is of no use:'
  const end = 'mend or remove that file'
  expect([large, missing, await said()]).toStrictEqual([
    `${start} it is larger than 256 KiB; ${end}`,
    `${start} it cannot be read; ${end}`,
    `${start} it leads out of its library folder; ${end}`,
  ])
})
