import { expect, it } from 'vitest'
import type { LibraryProgress } from '../../../ui/data/library.ts'
import { libraryWords } from '../../../ui/data/library.ts'

const cases: readonly (readonly [LibraryProgress, string])[] = [
  [{ tracks: 0, heard: 0, failed: 0, indexed: 0 }, 'No music found yet'],
  [{ tracks: 54, heard: 11, failed: 1, indexed: 0 }, 'Listening: 12 of 54'],
  [{ tracks: 1, heard: 1, failed: 0, indexed: 1 }, '1 track'],
  [{ tracks: 12_345, heard: 12_343, failed: 2, indexed: 9 }, '12,345 tracks, 2 could not be heard'],
]

it.each(cases)('%o is told', (library, words) => {
  expect(libraryWords(library)).toBe(words)
})
