import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openCrashRecord, recordDeath } from '../../../../streams/app/run/crash-record.ts'
import { readCrashFile } from '../../../../streams/engine/runtime/crash-files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-crashes-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const fileOf = (): string => join(folder, 'crashes', readdirSync(join(folder, 'crashes'))[0] ?? '')
const next = () => openCrashRecord(folder, 'recommend')

/** Puts another process in the place of the one that is recorded as running. */
function becomeProcess(pid: number): void {
  writeFileSync(fileOf(), readFileSync(fileOf(), 'utf8').replace(`"pid":${process.pid}`, `"pid":${pid}`))
}

it('counts crashes in a row, each with the first line of its message, until a process was healthy', () => {
  next().crashed(new Error('too large\n    at step'))
  next().crashed('no broker at http://u:s3cret@host \u001b[2J')
  const third = next()
  const before = third.current()
  third.healthy()
  third.crashed(new Error('Late.'))
  third.crashed(new Error('Follows from it.'))
  expect([before, third.current(), next().current()]).toStrictEqual([
    { crashesInRow: 2, lastError: 'no broker at http://***@host \\u001b[2J' },
    { crashesInRow: 1, lastError: 'Late.' },
    { crashesInRow: 1, lastError: 'Late.' },
  ])
})

it('counts a process that was killed, and neither one that ended in order nor one that still runs', () => {
  next().crashed('before')
  next().ended()
  const running = next()
  const beside = next()
  expect([running.current().crashesInRow, beside.current().crashesInRow]).toStrictEqual([0, 0])
  becomeProcess(spawnSync('true').pid)
  expect(next().current()).toStrictEqual({ crashesInRow: 1, lastError: 'It was killed, or ran out of memory.' })
})

it('counts nothing where it can write nothing, and starts from zero with a damaged file', () => {
  next().crashed(new Error('once'))
  writeFileSync(fileOf(), '{"crashesInRow":')
  expect(next().current()).toStrictEqual({ crashesInRow: 0, lastError: null })
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  chmodSync(file, 0o400)
  const record = openCrashRecord(file, 'recommend')
  record.crashed(new Error('no folder'))
  expect(record.current()).toStrictEqual({ crashesInRow: 1, lastError: 'no folder' })
})

it('leaves nothing behind when the last process has ended in order', () => {
  next().crashed('before')
  next().ended()
  expect(readdirSync(join(folder, 'crashes'))).toStrictEqual([])
})

it('counts what only the supervisor saw, and what the process told itself once and in its own words', () => {
  const seen = (failures: number, lastError: string | null) => {
    recordDeath(folder, 'recommend', { failures, lastError })
    return readCrashFile(fileOf())
  }
  const early = seen(1, 'SyntaxError: no such export')
  const unnamed = seen(2, null)
  next().crashed(new Error('too large'))
  const told = seen(3, 'the same, from its log')
  next()
  becomeProcess(spawnSync('true').pid)
  const killed = seen(4, 'FATAL ERROR: heap out of memory')
  expect([early, unnamed, told, killed]).toStrictEqual([
    { crashesInRow: 1, lastError: 'SyntaxError: no such export', running: [] },
    { crashesInRow: 2, lastError: 'It was killed, or ran out of memory.', running: [] },
    { crashesInRow: 3, lastError: 'too large', running: [] },
    { crashesInRow: 4, lastError: 'FATAL ERROR: heap out of memory', running: [] },
  ])
})
