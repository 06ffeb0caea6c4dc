import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  const log = openLogFile(join(folder, 'logs', 'recommend.log'), { maxBytes: 10 })
  for (const line of ['one\n', 'two\n', 'three\n', 'four\n', 'five\n']) log.write(line)
  log.close()
  expect(contents()).toStrictEqual({ 'recommend.log': 'four\nfive\n', 'recommend.log.1': 'three\n' })
})

it('goes on where an earlier run ended', () => {
  for (const line of ['one\n', 'two\n']) {
    const log = openLogFile(join(folder, 'logs', 'recommend.log'), { maxBytes: 10 })
    log.write(line)
    log.close()
  }
  expect(contents()).toStrictEqual({ 'recommend.log': 'one\ntwo\n' })
})

it('writes a line that is longer than the file may be', () => {
  const log = openLogFile(join(folder, 'logs', 'recommend.log'), { maxBytes: 3 })
  log.write('longer\n')
  log.close()
  expect(contents()).toStrictEqual({ 'recommend.log': 'longer\n' })
})

it.runIf(existsSync('/dev/full'))('loses what does not fit on a full disk, and says it once', () => {
  const lost: unknown[] = []
  const log = openLogFile('/dev/full', { onLost: (error) => lost.push(error) })
  for (const line of ['one\n', 'two\n']) log.write(line)
  log.close()
  expect(lost.map(String)).toStrictEqual(['Error: ENOSPC: no space left on device, write'])
})

it('goes on when there is room again, with how many lines are missing', () => {
  const lost: unknown[] = []
  writeFileSync(join(folder, 'logs'), 'a file where the folder belongs')
  const log = openLogFile(join(folder, 'logs', 'recommend.log'), { onLost: (error) => lost.push(error) })
  for (const line of ['one\n', 'two\n']) log.write(line)
  rmSync(join(folder, 'logs'))
  for (const line of ['three\n', 'four\n']) log.write(line)
  log.close()
  expect({ written: contents(), lost: lost.length }).toStrictEqual({
    written: { 'recommend.log': '2 lines are missing here: they could not be written.\nthree\nfour\n' },
    lost: 1,
  })
})
