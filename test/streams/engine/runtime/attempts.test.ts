import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openAttempts } from '../../../../streams/engine/runtime/attempts.ts'
import type { Range, TaskAttempts } from '../../../../streams/engine/runtime/attempts.ts'

const log = pino({ level: 'silent' })
const dying = fileURLToPath(new URL('../../../support/dying-process.ts', import.meta.url))
// Each death is that of a process of its own.
vi.setConfig({ testTimeout: 60_000 })

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'slipstream-attempts-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const range = (from: number, to: number): Range => ({ topic: 'plays', partition: 0, from, to })

/** A process of its own that is killed with these records in hand. @returns what it knew of each offset before. */
function dieWith(tried: Range, committed = 0): readonly number[] {
  const answer = spawnSync(
    process.execPath,
    ['--import', 'tsx', dying, folder, JSON.stringify(tried), String(committed)],
    {
      encoding: 'utf8',
    },
  )
  expect({ signal: answer.signal, stderr: answer.stderr.replace(/^npm.*\n/gm, '') }).toStrictEqual({
    signal: 'SIGKILL',
    stderr: '',
  })
  return JSON.parse(answer.stdout) as readonly number[]
}

const opened = (committed = 0): TaskAttempts => openAttempts(folder, 'remember', log).open(0, () => committed)
const known = (attempts: TaskAttempts) => [0, 1, 2, 3].map((offset) => attempts.deaths('plays', 0, offset))

describe('deaths with records in hand', () => {
  it('are counted first for all of a batch, then for the one that kills', () => {
    const seen = [dieWith(range(0, 3)), dieWith(range(1, 2)), dieWith(range(1, 2))]
    expect(seen).toStrictEqual([
      [0, 0, 0, 0],
      [1, 1, 1, 0],
      [1, 2, 1, 0],
    ])
    expect(known(opened())).toStrictEqual([1, 3, 1, 0])
  })

  it('are forgotten once what they concern is committed', () => {
    dieWith(range(0, 3))
    dieWith(range(1, 2))
    const later = opened(2)
    expect([known(later), later.isCareful()]).toStrictEqual([[1, 1, 1, 0], true])
    const past = opened(3)
    expect([known(past), past.isCareful(), existsSync(join(folder, 'attempts', 'remember-0.json'))]).toStrictEqual([
      [0, 0, 0, 0],
      false,
      false,
    ])
  })

  it('make every task of the process careful until their records are passed', () => {
    dieWith(range(0, 3))
    const attempts = openAttempts(folder, 'remember', log)
    const [one, other] = [attempts.open(0, () => 0), attempts.open(1, () => 0)]
    const careful = [one.isCareful(), other.isCareful()]
    one.passed('plays', 0, 2)
    careful.push(other.isCareful())
    one.passed('plays', 0, 3)
    expect([...careful, one.isCareful(), other.isCareful()]).toStrictEqual([true, true, true, false, false])
  })

  it('are not what happens to a process that lives, ends in order, or throws', async () => {
    const attempts = openAttempts(folder, 'remember', log)
    const first = attempts.open(0, () => 0)
    let finish: () => void = () => undefined
    const atHand = first.during(range(0, 3), () => new Promise<void>((resolve) => (finish = resolve)))
    expect(known(opened())).toStrictEqual([0, 0, 0, 0])
    finish()
    await atHand
    const second = attempts.open(0, () => 0)
    await expect(second.during(range(0, 3), () => Promise.reject(new Error('weather')))).rejects.toThrow('weather')
    const note = join(folder, 'attempts', 'remember-0.trying')
    expect(readFileSync(note, 'utf8').startsWith('-')).toBe(true)
    const stopped = second.during(range(0, 3), () => new Promise<void>((resolve) => (finish = resolve)))
    expect(readFileSync(note, 'utf8').startsWith('{"topic":"plays","partition":0,"from":0,"to":3,')).toBe(true)
    attempts.settle()
    expect(readFileSync(note, 'utf8').startsWith('-')).toBe(true)
    finish()
    await stopped
  })

  it('are not what happens while the answer of another process is waited for', async () => {
    const attempts = opened()
    const note = join(folder, 'attempts', 'remember-0.trying')
    const isNoted = () => readFileSync(note, 'utf8').startsWith('{')
    const seen: boolean[] = []
    await attempts.during(range(0, 3), async (outside) => {
      seen.push(isNoted())
      await outside(Promise.resolve().then(() => seen.push(isNoted())))
      seen.push(isNoted())
      await outside(Promise.reject(new Error('no answer'))).catch(() => seen.push(isNoted()))
    })
    expect([...seen, isNoted()]).toStrictEqual([true, false, true, true, false])
  })

  it('are tried one at a time in the whole process', async () => {
    dieWith(range(0, 3))
    const attempts = openAttempts(folder, 'remember', log)
    const [one, other] = [attempts.open(0, () => 0), attempts.open(1, () => 0)]
    const order: string[] = []
    const trial = (name: string) => async () => {
      order.push(`${name} begins`)
      await Promise.resolve()
      order.push(`${name} ends`)
    }
    await Promise.all([one.during(range(0, 1), trial('one')), other.during(range(7, 8), trial('other'))])
    expect(order).toStrictEqual(['one begins', 'one ends', 'other begins', 'other ends'])
  })

  it('begin anew when what was written of them cannot be read, and are not counted where nothing can be written', () => {
    dieWith(range(0, 1))
    writeFileSync(join(folder, 'attempts', 'remember-0.trying'), '{"topic":"pla')
    writeFileSync(join(folder, 'attempts', 'remember-0.json'), 'null')
    expect(known(opened())).toStrictEqual([0, 0, 0, 0])
    const nowhere = openAttempts(join(folder, 'attempts', 'remember-0.trying'), 'remember', log).open(0, () => 0)
    expect(nowhere.isCareful()).toBe(false)
  })
})
