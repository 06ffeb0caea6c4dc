import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chordOf,
  degreeOf,
  hertz,
  nearestTone,
  SCALES,
  voiced,
  voicedAll,
} from '../../../../streams/app/demo/theory.ts'

const key = { tonic: 60, scale: SCALES.major }

describe('music theory', () => {
  it('tunes A4 to 440 Hz, and doubles every octave', () => {
    expect([69, 57, 81].map(hertz)).toStrictEqual([440, 220, 880])
  })

  it('counts degrees beyond the octave in both directions', () => {
    expect([-8, -1, 0, 4, 7, 9].map((degree) => degreeOf(key, degree))).toStrictEqual([47, 59, 60, 67, 72, 76])
  })

  it('stacks thirds', () => {
    expect([chordOf(key, 0), chordOf(key, 1, 4), chordOf(key, 6)]).toStrictEqual([
      [60, 64, 67],
      [62, 65, 69, 72],
      [71, 74, 77],
    ])
  })

  it('finds the nearest tone of a chord in any octave', () => {
    expect([61, 66, 83].map((midi) => nearestTone(midi, [60, 64, 67]))).toStrictEqual([60, 67, 84])
  })

  it('keeps common tones and moves the rest by step', () => {
    expect(voicedAll([chordOf(key, 0), chordOf(key, 3), chordOf(key, 4), chordOf(key, 0)], 55, 79)).toStrictEqual([
      [60, 64, 67],
      [60, 65, 69],
      [59, 62, 67],
      [60, 64, 67],
    ])
  })

  it('keeps every voicing within its range, with the notes of its chord', () => {
    const scale = fc.constantFrom(...Object.values(SCALES))
    fc.assert(
      fc.property(
        fc.integer({ min: 24, max: 60 }),
        scale,
        fc.array(fc.nat(13), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 3, max: 5 }),
        (tonic, steps, degrees, size) => {
          const chords = degrees.map((degree) => chordOf({ tonic, scale: steps }, degree, size))
          for (const [index, voicing] of voicedAll(chords, 50, 79).entries()) {
            const classes = (notes: readonly number[]) =>
              [...new Set(notes.map((midi) => midi % 12))].sort((a, b) => a - b)
            expect({
              classes: classes(voicing),
              inRange: voicing.every((midi) => midi >= 50 && midi <= 79),
              rising: voicing.every((midi, voice) => midi > (voicing[voice - 1] ?? 0)),
            }).toStrictEqual({ classes: classes(chords[index] ?? []), inRange: true, rising: true })
          }
        },
      ),
      { seed: 5, numRuns: 300 },
    )
  })

  it('leaves a chord that does not fit its range as it is', () => {
    expect(voiced(null, [60, 64, 67], 60, 62)).toStrictEqual([60, 64, 67])
  })
})
