import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { claimDataFolder, makeFolder } from '../../../streams/app/data-folder.ts'
import { folderProblem } from '../../../streams/app/embedded/preflight.ts'
import { ConfigError } from '../../../streams/engine/errors.ts'

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

it('makes folders below others, ends with an error where the system makes none, and leaves a file alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-data-'))
  const umask = process.umask(0o022)
  onTestFinished(() => {
    process.umask(umask)
    rmSync(folder, { recursive: true })
  })
  const deep = join(folder, 'a', 'b', 'c')
  for (let time = 1; time <= 2; time += 1) makeFolder(deep)
  expect(statSync(deep).isDirectory()).toBe(true)
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(() => makeFolder(file)).toThrow('EEXIST')
  expect(() => makeFolder(join(file, 'below'))).toThrow('ENOTDIR')
  // What Linux answers for a folder below /proc: ENOENT, although the one above is there. So is a link to nothing.
  const nowhere = join(folder, 'link')
  symlinkSync(join(folder, 'missing', 'too'), nowhere)
  expect(() => claimDataFolder(nowhere)).toThrow(
    new ConfigError(`The data folder ${nowhere} cannot be made: set SLIPSTREAM_DATA to another folder.`),
  )
})

it.runIf(process.platform === 'linux')('ends below /proc', () => {
  for (const path of ['/proc/slipstream', '/proc/slipstream/a/b']) {
    expect(() => makeFolder(path)).toThrow('ENOENT')
    expect(folderProblem({ path, variable: 'SLIPSTREAM_DATA', freeMb: 1 })).toMatch(/cannot be written \(ENOENT\)/)
  }
})
