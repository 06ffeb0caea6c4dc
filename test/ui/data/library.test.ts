import { describe, expect, it } from 'vitest'
import type { LibraryProgress } from '../../../ui/data/library.ts'
import { absenceWords, failedWords, libraryWords, spokenProgress } from '../../../ui/data/library.ts'
import { scanOf } from '../support/builders.ts'

const nothing: LibraryProgress = { tracks: 0, heard: 0, failed: 0, indexed: 0, scan: null }
const over = scanOf({ found: 54, looked: 54, newTracks: 54 })
const scanning = scanOf({ phase: 'scanning', found: 1_234, looked: 12 })

describe('the library is told in words', () => {
  it.each<[LibraryProgress, string, string]>([
    [nothing, 'No music found yet', ''],
    [{ ...nothing, scan: scanning }, 'No music found yet', ''],
    [{ ...nothing, tracks: 54, heard: 11, failed: 1, scan: over }, 'Analysed: 12 of 54', '1 could not be analysed'],
    [{ ...nothing, tracks: 1, heard: 1, scan: over }, '1 track', ''],
    [
      { ...nothing, tracks: 12_345, heard: 12_343, failed: 2, scan: { ...over, failed: 1_000 } },
      '12,345 tracks',
      '1,002 could not be analysed',
    ],
    [
      { ...nothing, tracks: 60, heard: 40, pending: 15, notHere: 20, waitsFor: ['usb'], scan: over },
      'Analysed: 40 of 45',
      '',
    ],
  ])('%o', (library, words, failed) => {
    expect([libraryWords(library), failedWords(library)]).toStrictEqual([words, failed])
  })

  it('with what is not here, and what is waited for', () => {
    const away = { ...nothing, tracks: 1_500, heard: 1_485, pending: 15, notHere: 1_200, waitsFor: ['usb', 'nas'] }
    expect([absenceWords(nothing), absenceWords({ ...nothing, notHere: 1 }), absenceWords(away)]).toStrictEqual([
      '',
      '1 not here now',
      'Waiting for usb, nas · 1,200 not here now',
    ])
    expect(spokenProgress({ ...away, scan: over })).toBe(
      'All of your music is analysed: 1,500 tracks, Waiting for usb, nas · 1,200 not here now',
    )
  })

  it('aloud a few times only, and at the end', () => {
    const steps = Array.from({ length: 55 }, (_, heard) => ({ ...nothing, tracks: 54, heard, scan: over }))
    const said = [nothing, { ...nothing, scan: scanning }, ...steps].map(spokenProgress)
    expect(said.filter((words, i) => words !== said[i - 1])).toStrictEqual([
      '',
      'Your files are being looked at',
      'Your music is being analysed',
      'Your music: 25 percent are analysed',
      'Your music: 50 percent are analysed',
      'Your music: 75 percent are analysed',
      'All of your music is analysed: 54 tracks',
    ])
  })
})
