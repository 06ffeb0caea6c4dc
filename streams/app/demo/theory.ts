import { checked } from '../../../processors/shared/numeric.ts'
/** Semitones above the tonic. */
export const SCALES = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  harmonicMinor: [0, 2, 3, 5, 7, 8, 11],
} as const

export interface Key {
  /** MIDI number of the lowest tonic that is counted from. */
  readonly tonic: number
  readonly scale: readonly number[]
}

/** A chord as MIDI numbers in root position. */
export type Chord = readonly number[]

/** Equal temperament, A4 (MIDI 69) at 440 Hz. */
export function hertz(midi: number): number {
  return 440 * 2 ** ((midi - 69) / 12)
}

/** @param degree 0 is the tonic; may be negative or beyond the octave. */
export function degreeOf(key: Key, degree: number): number {
  const size = key.scale.length
  const octave = Math.floor(degree / size)
  return key.tonic + 12 * octave + checked(key.scale[degree - octave * size])
}

/** Thirds stacked within the scale. */
export function chordOf(key: Key, degree: number, notes = 3): Chord {
  return Array.from({ length: notes }, (_, third) => degreeOf(key, degree + 2 * third))
}

/**
 * The inversion of a chord within [low, high] whose voices move least from the chord before it, so that common tones stay
 * and the rest goes by step. All notes are within the range if it spans at least two octaves.
 */
export function voiced(before: Chord | null, chord: Chord, low: number, high: number): Chord {
  const aim = before ?? chord.map((_, voice) => (low + high) / 2 - 6 + voice * 4)
  let best: Chord = chord
  let least = Infinity
  for (let inversion = 0; inversion < chord.length; inversion++) {
    const close = closePosition(chord, inversion)
    const bottom = close[0] ?? low
    for (let shift = Math.ceil((low - bottom) / 12); ; shift++) {
      const placed = close.map((midi) => midi + 12 * shift)
      if ((placed.at(-1) ?? high + 1) > high) break
      const movement = placed.reduce((sum, midi, voice) => sum + Math.abs(midi - (aim[voice] ?? midi)), 0)
      if (movement < least) [best, least] = [placed, movement]
    }
  }
  return best
}

/** Each chord voiced from the one before it. */
export function voicedAll(chords: readonly Chord[], low: number, high: number): readonly Chord[] {
  const out: Chord[] = []
  for (const chord of chords) out.push(voiced(out.at(-1) ?? null, chord, low, high))
  return out
}

/** The note of the chord, in any octave, that is nearest. */
export function nearestTone(midi: number, chord: Chord): number {
  let best = midi
  let least = Infinity
  for (const tone of chord) {
    const candidate = tone + 12 * Math.round((midi - tone) / 12)
    if (Math.abs(candidate - midi) < least) [best, least] = [candidate, Math.abs(candidate - midi)]
  }
  return best
}

function closePosition(chord: Chord, inversion: number): Chord {
  const turned = [...chord.slice(inversion), ...chord.slice(0, inversion)]
  const out: number[] = []
  for (const midi of turned) {
    const below = out.at(-1)
    out.push(below === undefined ? midi : midi + 12 * Math.ceil((below + 0.5 - midi) / 12))
  }
  return out
}
