import { describe, expect, it } from 'vitest'
import type { LibraryProgress } from '../../../ui/data/library.ts'
import type { ImportSample } from '../../../ui/data/import-pace.ts'
import { importSampleOf, leftWords, timeLeftMs, withSample } from '../../../ui/data/import-pace.ts'
import { scanOf } from '../support/builders.ts'

const nothing: LibraryProgress = { tracks: 0, heard: 0, failed: 0, indexed: 0, scan: null }
const analysing = { ...nothing, tracks: 200, heard: 98, failed: 2, scan: scanOf({ found: 200, looked: 200 }) }

describe('the time that is left', () => {
  const followed = (samples: readonly ImportSample[]) => samples.reduce<readonly ImportSample[]>(withSample, [])
  const at = (atMs: number, done: number, wanted = 1_000) => ({ atMs, done, wanted })

  it('goes by the pace of the last three minutes', () => {
    const samples = followed([at(0, 0), at(60_000, 100), at(300_000, 500), at(301_000, 501), at(360_000, 740)])
    expect(samples[0]).toStrictEqual(at(300_000, 500))
    expect(timeLeftMs(samples)).toBe(65_000)
  })

  it.each([
    ['before five seconds', [at(0, 0), at(4_000, 100)]],
    ['where nothing goes on', [at(0, 10), at(60_000, 10)]],
    ['at the end', [at(0, 10), at(60_000, 1_000)]],
    ['beyond a day', [at(0, 0), at(60_000, 1, 1_000_000)]],
    ['of nothing', []],
  ])('is not told %s', (_, samples) => {
    expect(timeLeftMs(followed(samples))).toBeNull()
  })

  it('begins again with another import, and never holds more than 90 samples', () => {
    expect(followed([at(0, 900), at(60_000, 1_000), at(70_000, 3)])).toStrictEqual([at(70_000, 3)])
    expect(
      followed(Array.from({ length: 5_000 }, (_, second) => at(second * 1_000, second))).length,
    ).toBeLessThanOrEqual(90)
    expect(importSampleOf(analysing, 5)).toStrictEqual(at(5, 100, 200))
  })

  it.each([
    [null, ''],
    [20_000, 'less than a minute left'],
    [61_000, 'about 2 minutes left'],
    [3_600_000, 'about 1 hour left'],
    [3_700_000, 'about 2 hours left'],
  ])('%s ms: %s', (ms, words) => {
    expect(leftWords(ms)).toBe(words)
  })
})
