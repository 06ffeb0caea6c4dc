import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { claimDataFolder } from '../../../streams/app/data-folder.ts'

it('makes the data folder the owner’s alone, mends one that is not, and what is written in it', () => {
  const umask = process.umask(0o022)
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-data-'))
  onTestFinished(() => {
    process.umask(umask)
    rmSync(folder, { recursive: true })
  })
  const [old, fresh] = [join(folder, 'old'), join(folder, 'fresh')]
  mkdirSync(old)
  chmodSync(old, 0o755)
  for (const path of [old, fresh]) claimDataFolder(path)
  writeFileSync(join(fresh, 'session.key'), 'secret')
  const modes = [old, fresh, join(fresh, 'session.key')].map((path) => (statSync(path).mode & 0o777).toString(8))
  expect(modes).toStrictEqual(['700', '700', '600'])
  claimDataFolder(join(fresh, 'session.key', 'below-a-file'))
})
