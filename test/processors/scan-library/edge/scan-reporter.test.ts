import { describe, expect, it } from 'vitest'
import { scanReporter } from '../../../../processors/scan-library/edge/scan-reporter.ts'
import { NO_COUNTS } from '../../../../processors/scan-library/progress.ts'
import type { ScanCounts, ScanRecord } from '../../../../processors/scan-library/progress.ts'

const resultOf = (counts: Partial<ScanCounts>, problems: { library: string; path: string; why: string }[] = []) => ({
  counts: { ...NO_COUNTS, ...counts },
  problems,
  folders: { away: [], mounted: [] },
  incomplete: false,
  settlesAt: null,
  waits: false,
})

function reporting() {
  const sent: ScanRecord[] = []
  const clock = { now: 1_000 }
  const reporter = scanReporter(
    (record) => {
      sent.push(record)
      return Promise.resolve()
    },
    () => clock.now,
  )
  return { sent, clock, reporter }
}

describe('what is told of a scan', () => {
  it('is how far it is, twice a second at most, and what it found', async () => {
    const { sent, clock, reporter } = reporting()
    reporter.started()
    for (let looked = 0; looked <= 16; looked += 1) {
      clock.now = 1_000 + looked * 100
      reporter.progress({ ...NO_COUNTS, found: 20, visited: looked, new: looked }, `${looked}.mp3`)
    }
    await reporter.completed(
      resultOf({ found: 20, visited: 20, new: 19, hashed: 19, failed: 1 }, [{ library: '/a', path: 'x', why: 'w' }]),
      'watching',
    )
    expect(sent.map(({ value }) => [value?.phase, value?.looked, value?.newTracks, value?.current])).toStrictEqual([
      ['scanning', 5, 5, '5.mp3'],
      ['scanning', 10, 10, '10.mp3'],
      ['scanning', 15, 15, '15.mp3'],
      ['watching', 20, 19, null],
    ])
    expect(sent.at(-1)?.value?.problems).toStrictEqual([{ library: '/a', path: 'x', why: 'w' }])
  })

  it('is what the last scan could not read, until it has looked at everything again', async () => {
    const { sent, clock, reporter } = reporting()
    const unreadable = [{ library: '/a', path: 'x', why: 'w' }]
    reporter.started()
    await reporter.completed(resultOf({ found: 2, new: 1, failed: 1 }, unreadable), 'watching')
    reporter.started()
    clock.now += 600
    reporter.progress({ ...NO_COUNTS, found: 2, visited: 1 }, 'y')
    await reporter.completed(resultOf({ found: 2, unchanged: 2 }), 'watching')
    expect(sent.map(({ value }) => value?.problems)).toStrictEqual([unreadable, unreadable, []])
  })

  it('adds up what passes have found, and says nothing of one that found nothing', async () => {
    const { sent, clock, reporter } = reporting()
    for (const counts of [
      { found: 2, new: 2 },
      { found: 2, unchanged: 2 },
      { found: 2, unchanged: 2 },
      { found: 1, unchanged: 1, removed: 1 },
    ]) {
      clock.now += 10
      reporter.started()
      await reporter.completed(resultOf(counts), 'watching')
    }
    expect(
      sent.map(({ value }) => [value?.found, value?.unchanged, value?.newTracks, value?.removedTracks]),
    ).toStrictEqual([
      [2, 0, 2, 0],
      [2, 2, 2, 0],
      [1, 1, 2, 1],
    ])
  })

  it('fails when it cannot be sent', async () => {
    const clock = { now: 0 }
    const reporter = scanReporter(
      () => Promise.reject(new Error('The log is away.')),
      () => clock.now,
    )
    reporter.started()
    clock.now = 1_000
    reporter.progress(NO_COUNTS, null)
    await expect(reporter.completed(resultOf({}), 'watching')).rejects.toThrow('The log is away.')
  })

  it('names so many problems that a record stays small', async () => {
    const { sent, reporter } = reporting()
    const problems = Array.from({ length: 1_000 }, (_, n) => ({ library: '/a', path: `${n}`, why: 'w' }))
    await reporter.completed(resultOf({ failed: 1_000 }, problems), 'finished')
    expect([sent[0]?.value?.failed, sent[0]?.value?.problems.length]).toStrictEqual([1_000, 200])
  })
})
