import type { Random } from '../../../../processors/shared/random.ts'
import { chorus, tremolo } from '../effects.ts'
import { melody } from '../melody.ts'
import { around, bars, block, steps } from '../pattern.ts'
import type { Note, Song } from '../song.ts'
import { chordOf, nearestTone, SCALES, voicedAll } from '../theory.ts'
import type { Chord } from '../theory.ts'
import { brushKit, HAT, KICK, RIDE, SNARE } from '../voices/drums.ts'
import { electricPiano, vibraphone } from '../voices/keys.ts'
import { uprightBass } from '../voices/plucked.ts'

const BARS = 12
const SWING = 0.64

/** A trio: electric piano, walking bass, brushes; two-five-ones, and a tune that swings. @param flavour 0: piano alone on top, 1: vibraphone joins. */
export function jazz(random: Random, flavour: number): Song {
  const bpm = Math.round(flavour === 0 ? random.between(134, 148) : random.between(124, 134))
  const key = {
    tonic: random.pick([41, 43, 44, 46, 48]),
    scale: random.pick([SCALES.major, SCALES.dorian, SCALES.mixolydian]),
  }
  const progression = random.pick([
    [1, 4, 0, 0, 1, 4, 0, 5],
    [0, 5, 1, 4, 2, 5, 1, 4],
    [0, 3, 0, 0, 3, 3, 0, 5, 1, 4, 0, 4],
    [5, 1, 4, 0, 3, 6, 2, 5],
  ])
  const chords = progression.map((degree) => chordOf(key, degree, 5))
  // The bass has the root: the right hand takes third, fifth, seventh and ninth.
  const voicings = voicedAll(
    chords.map((chord) => chord.slice(1)),
    52,
    74,
  )
  const comping = random.pick(['x.....x.', '..x..x..', 'x..x....', '.x...x..'])
  const tune = melody(random, {
    ...{ key: { ...key, tonic: key.tonic + 24 }, chords, beatsPerBar: 4, legato: 0.9 },
    rhythms: [
      [-0.5, 0.5, 0.5, 0.5, 1.5, -0.5],
      [1, 0.5, 0.5, -0.5, 0.5, 1],
      [0.5, 0.5, 0.5, 0.5, -1, 0.5, 0.5],
      [1.5, 0.5, -1, 0.5, 0.5],
    ],
    ...{ low: 65, high: 84, firstBar: 2, bars: BARS - 2 },
  })
  return {
    ...{ bpm, beats: BARS * 4, swing: SWING, swingPair: 1 },
    parts: [
      {
        ...{ name: 'tune', voice: flavour === 0 ? electricPiano : vibraphone, notes: tune, gainDb: -8 },
        ...{ pan: 0.2, room: 0.18, looseSeconds: 0.01 },
        effects: [tremolo(flavour === 0 ? 4.6 : 5.8, 0.25)],
      },
      {
        ...{ name: 'comping', voice: electricPiano, gainDb: -14, pan: -0.2, room: 0.14, looseSeconds: 0.008 },
        notes: bars(0, BARS, (bar) =>
          steps(comping, bar * 4, 0.5, 0).flatMap(({ at, velocity }, index) =>
            block(around(voicings, bar), at, index === 0 ? 1.4 : 0.5, velocity * 0.8),
          ),
        ),
        effects: [chorus(0.003, 0.8, 0.35)],
      },
      {
        ...{ name: 'bass', voice: uprightBass, gainDb: -5, room: 0.06, looseSeconds: 0.007 },
        notes: bars(0, BARS, (bar) => walk(around(chords, bar), around(chords, bar + 1), bar * 4)),
      },
      {
        ...{ name: 'brushes', voice: brushKit, gainDb: -8, room: 0.12, looseSeconds: 0.005 },
        notes: bars(0, BARS, (bar) => [
          ...steps(bar % 4 === 3 ? 'x.xxx.xo' : 'x.xox.xo', bar * 4, 0.5, RIDE),
          ...steps('..x...x.', bar * 4, 0.5, HAT),
          ...steps('o.o.o.o.', bar * 4, 0.5, SNARE),
          ...steps(bar % 4 === 3 ? 'o....xox' : 'o.......', bar * 4, 0.5, bar % 4 === 3 ? SNARE : KICK),
        ]),
      },
    ],
    ...{
      room: { seconds: 1.1, dampingHz: 4200 },
      tailSeconds: 2.2,
      fadeInSeconds: 0.005,
      fadeOutSeconds: 2.4,
      master: [],
    },
  }
}

/** Four quarters: root, third, fifth, and a half-step into the next root. */
function walk(chord: Chord, next: Chord, at: number): readonly Note[] {
  const root = low(chord[0] ?? 36)
  const goal = nearestTone(root, next.slice(0, 1))
  const line = [root, low(chord[1] ?? root), low(chord[2] ?? root), goal > root ? goal - 1 : goal + 1]
  return line.map((midi, beat) => ({ at: at + beat, beats: 0.92, midi, velocity: beat % 2 === 0 ? 0.85 : 0.75 }))
}

/** Within the low octave and a half of a double bass. */
function low(midi: number): number {
  return midi > 50 ? midi - 12 * Math.ceil((midi - 50) / 12) : midi
}
