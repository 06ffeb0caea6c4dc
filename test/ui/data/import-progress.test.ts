import { describe, expect, it } from 'vitest'
import type { LibraryProgress } from '../../../ui/data/library.ts'
import { importChip, importLine, importPhase, importResult, importShare } from '../../../ui/data/import-progress.ts'
import { scanOf } from '../support/builders.ts'

const nothing: LibraryProgress = { tracks: 0, heard: 0, failed: 0, indexed: 0, scan: null }
const scanning = { ...nothing, tracks: 100, heard: 10, scan: scanOf({ phase: 'scanning', found: 200, looked: 100 }) }
const analysing = { ...nothing, tracks: 200, heard: 98, failed: 2, scan: scanOf({ found: 200, looked: 200 }) }
const over = { ...analysing, heard: 198 }

describe('an import', () => {
  it('is told on a phone while it goes on, and not when there is none', () => {
    expect([null, nothing, over].map(importChip)).toStrictEqual(['', '', ''])
    expect(importChip(analysing)).toMatch(/^Importing: [1-9]\d %$/)
  })

  it.each([
    [null, 'unknown'],
    [nothing, 'empty'],
    [scanning, 'found'],
    [analysing, 'analysing'],
    [over, 'over'],
  ] as const)('%o is in phase %s', (library, phase) => {
    expect(importPhase(library)).toBe(phase)
  })

  it('has one line and one bar', () => {
    expect([importLine(nothing), importLine(scanning), importLine(analysing), importLine(over)]).toStrictEqual([
      'No music found yet',
      '200 files found, 100 looked at, 10 analysed',
      '200 tracks found, 100 analysed',
      '200 tracks, 198 analysed',
    ])
    expect([nothing, scanning, analysing, over].map(importShare)).toStrictEqual([
      0,
      0.5 * (0.1 + 0.9 * 0.1),
      0.1 + 0.9 * 0.5,
      1,
    ])
    expect(importLine({ ...over, heard: 200, failed: 0 })).toBe('200 tracks, all analysed')
  })

  it('says what the last scan brought', () => {
    const scan = scanOf({ found: 1_190, newTracks: 1_150, unchanged: 39, failed: 1 })
    expect(importResult({ ...over, scan })).toBe('1,150 new, 39 unchanged, 3 unusable')
    expect(importResult(nothing)).toBe('')
  })

  it('does not call unchanged what the look before was the first to see', () => {
    const scan = scanOf({ found: 61, newTracks: 61, unchanged: 61 })
    expect(importResult({ ...over, failed: 0, scan })).toBe('61 new')
  })
})
