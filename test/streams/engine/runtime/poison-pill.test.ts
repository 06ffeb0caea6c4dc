import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPoisonPillDetector } from '../../../../streams/engine/runtime/poison-pill.ts'
import type { InFlightRecords, OffsetRange } from '../../../../streams/engine/runtime/poison-pill.ts'

const log = pino({ level: 'silent' })
const dying = fileURLToPath(new URL('../../../support/dying-process.ts', import.meta.url))

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'slipstream-poison-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const range = (from: number, to: number): OffsetRange => ({ topic: 'plays', partition: 0, from, to })

/** Starts a process that is killed with these records in flight. @returns the crashes of each offset that it counted before. */
function crashWith(inFlight: OffsetRange, committed = 0): readonly number[] {
  const answer = spawnSync(
    process.execPath,
    ['--import', 'tsx', dying, folder, JSON.stringify(inFlight), String(committed)],
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

const open = () => openPoisonPillDetector(folder, 'remember', log)
const opened = (committed = 0): InFlightRecords => open().openTask(0, () => committed)
const crashes = (task: InFlightRecords) => [0, 1, 2, 3].map((offset) => task.crashes('plays', 0, offset))

describe('crashes with records in flight', () => {
  it('are counted first for all of a batch, then for the one that kills', () => {
    const seen = [crashWith(range(0, 3)), crashWith(range(1, 2)), crashWith(range(1, 2))]
    expect(seen).toStrictEqual([
      [0, 0, 0, 0],
      [1, 1, 1, 0],
      [1, 2, 1, 0],
    ])
    expect(crashes(opened())).toStrictEqual([1, 3, 1, 0])
  })

  it('are forgotten once their records are committed', () => {
    crashWith(range(0, 3))
    crashWith(range(1, 2))
    const later = opened(2)
    expect([crashes(later), later.isOneAtATime()]).toStrictEqual([[1, 1, 1, 0], true])
    const past = opened(3)
    expect([crashes(past), past.isOneAtATime(), existsSync(join(folder, 'attempts', 'remember-0.json'))]).toStrictEqual(
      [[0, 0, 0, 0], false, false],
    )
  })

  it('put every task of the process in one-at-a-time mode until their records are passed', () => {
    crashWith(range(0, 3))
    const detector = open()
    const [one, other] = [detector.openTask(0, () => 0), detector.openTask(1, () => 0)]
    const modes = [one.isOneAtATime(), other.isOneAtATime()]
    one.passed('plays', 0, 2)
    modes.push(other.isOneAtATime())
    one.passed('plays', 0, 3)
    expect([...modes, one.isOneAtATime(), other.isOneAtATime()]).toStrictEqual([true, true, true, false, false])
  })

  it('are not counted for a process that lives, stops in order, or throws', async () => {
    const detector = open()
    const first = detector.openTask(0, () => 0)
    let finish: () => void = () => undefined
    const inFlight = first.process(range(0, 3), () => new Promise<void>((resolve) => (finish = resolve)))
    expect(crashes(opened())).toStrictEqual([0, 0, 0, 0])
    finish()
    await inFlight
    const second = detector.openTask(0, () => 0)
    await expect(second.process(range(0, 3), () => Promise.reject(new Error('transient')))).rejects.toThrow('transient')
    const marker = join(folder, 'attempts', 'remember-0.trying')
    expect(readFileSync(marker, 'utf8').startsWith('-')).toBe(true)
    const stopped = second.process(range(0, 3), () => new Promise<void>((resolve) => (finish = resolve)))
    expect(readFileSync(marker, 'utf8').startsWith('{"topic":"plays","partition":0,"from":0,"to":3,')).toBe(true)
    detector.disarm()
    expect(readFileSync(marker, 'utf8').startsWith('-')).toBe(true)
    finish()
    await stopped
  })

  it('are not counted while a task waits for another process', async () => {
    const task = opened()
    const marker = join(folder, 'attempts', 'remember-0.trying')
    const isMarked = () => readFileSync(marker, 'utf8').startsWith('{')
    const seen: boolean[] = []
    await task.process(range(0, 3), async (awaitOutside) => {
      seen.push(isMarked())
      await awaitOutside(Promise.resolve().then(() => seen.push(isMarked())))
      seen.push(isMarked())
      await awaitOutside(Promise.reject(new Error('no answer'))).catch(() => seen.push(isMarked()))
    })
    expect([...seen, isMarked()]).toStrictEqual([true, false, true, true, false])
  })

  it('make records be processed one at a time in the whole process', async () => {
    crashWith(range(0, 3))
    const detector = open()
    const [one, other] = [detector.openTask(0, () => 0), detector.openTask(1, () => 0)]
    const order: string[] = []
    const recorded = (name: string) => async () => {
      order.push(`${name} begins`)
      await Promise.resolve()
      order.push(`${name} ends`)
    }
    await Promise.all([one.process(range(0, 1), recorded('one')), other.process(range(7, 8), recorded('other'))])
    expect(order).toStrictEqual(['one begins', 'one ends', 'other begins', 'other ends'])
  })

  it('are counted from 0 after a damaged file, and not at all where nothing can be written', () => {
    crashWith(range(0, 1))
    writeFileSync(join(folder, 'attempts', 'remember-0.trying'), '{"topic":"pla')
    writeFileSync(join(folder, 'attempts', 'remember-0.json'), 'null')
    expect(crashes(opened())).toStrictEqual([0, 0, 0, 0])
    const nowhere = openPoisonPillDetector(join(folder, 'attempts', 'remember-0.trying'), 'remember', log).openTask(
      0,
      () => 0,
    )
    expect(nowhere.isOneAtATime()).toBe(false)
  })
})
