import { expect, test } from 'vitest'
import { leaningWords, leanings } from '../../../ui/live/tuning-words.ts'

test('every step of a leaning has words, and what lies outside those of its end', () => {
  for (const leaning of leanings) {
    const steps = [-1, -0.5, 0, 0.5, 1].map((value) => leaningWords(leaning, value))
    expect(steps).toEqual(leaning.words)
    expect(new Set(steps).size).toBe(5)
    expect([leaningWords(leaning, -9), leaningWords(leaning, 0.6)]).toEqual([leaning.words[0], leaning.words[3]])
  }
})
