import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openLogFile } from '../../../../streams/app/supervisor/log-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const contents = () =>
  Object.fromEntries(
    readdirSync(join(folder, 'logs')).map((name) => [name, readFileSync(join(folder, 'logs', name), 'utf8')]),
  )

it('keeps the newest lines in two files of bounded size', () => {
  const log = openLogFile(join(folder, 'logs', 'recommend.log'), 10)
  for (const line of ['one\n', 'two\n', 'three\n', 'four\n', 'five\n']) log.write(line)
  log.close()
  expect(contents()).toStrictEqual({ 'recommend.log': 'four\nfive\n', 'recommend.log.1': 'three\n' })
})

it('goes on where an earlier run ended', () => {
  for (const line of ['one\n', 'two\n']) {
    const log = openLogFile(join(folder, 'logs', 'recommend.log'), 10)
    log.write(line)
    log.close()
  }
  expect(contents()).toStrictEqual({ 'recommend.log': 'one\ntwo\n' })
})

it('writes a line that is longer than the file may be', () => {
  const log = openLogFile(join(folder, 'logs', 'recommend.log'), 3)
  log.write('longer\n')
  log.close()
  expect(contents()).toStrictEqual({ 'recommend.log': 'longer\n' })
})
