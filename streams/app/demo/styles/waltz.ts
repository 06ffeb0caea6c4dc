import type { Random } from '../../../../processors/shared/random.ts'
import { resonances } from '../effects.ts'
import { melody } from '../melody.ts'
import { around, bars } from '../pattern.ts'
import type { Note, Song } from '../song.ts'
import { chordOf, SCALES, voicedAll } from '../theory.ts'
import { guitar, harp, mandolin, uprightBass } from '../voices/plucked.ts'

const BARS = 18
const INTRO = 2
/** Resonances of a guitar's air and top (Fletcher and Rossing, The Physics of Musical Instruments, section 9.3). */
const guitarBody = resonances(0.85, [
  { hz: 102, quality: 5, gain: 0.7 },
  { hz: 204, quality: 6, gain: 0.6 },
  { hz: 410, quality: 4, gain: 0.3 },
])

/** A waltz for guitar, bass and a tune in two verses. @param flavour 0: mandolin over strummed chords, 1: harp over picked ones. */
export function waltz(random: Random, flavour: number): Song {
  const bpm = Math.round(flavour === 0 ? random.between(144, 162) : random.between(126, 138))
  const key = {
    tonic: random.pick([43, 45, 48, 50, 52]),
    scale: flavour === 0 ? random.pick([SCALES.major, SCALES.mixolydian]) : random.pick([SCALES.minor, SCALES.dorian]),
  }
  const progression = random.pick([
    [0, 3, 0, 4, 0, 3, 4, 0],
    [0, 5, 3, 4, 0, 5, 4, 0],
    [0, 0, 3, 3, 4, 4, 0, 0],
    [0, 4, 5, 3, 0, 4, 4, 0],
  ])
  const chords = progression.map((degree) => chordOf(key, degree))
  const voicings = voicedAll(chords, 52, 74)
  const tune = melody(random, {
    ...{ key: { ...key, tonic: key.tonic + 24 }, chords, beatsPerBar: 3, legato: flavour === 0 ? 1 : 1.8 },
    rhythms: [
      [1, 1, 1],
      [2, 1],
      [1.5, 0.5, 1],
      [1, 0.5, 0.5, 1],
      [0.5, 0.5, 0.5, 0.5, 1],
    ],
    ...{ low: 67, high: 86, firstBar: INTRO, bars: BARS - INTRO },
  })
  return {
    ...{ bpm, beats: BARS * 3, swing: 0.5, swingPair: 1 },
    parts: [
      {
        ...{
          name: 'tune',
          voice: flavour === 0 ? mandolin : harp,
          gainDb: -6,
          pan: 0.25,
          room: 0.22,
          looseSeconds: 0.008,
        },
        notes: flavour === 0 ? tune.flatMap(tremolando) : tune,
        effects: [resonances(0.9, [{ hz: 480, quality: 2, gain: 0.3 }])],
      },
      {
        ...{ name: 'guitar', voice: guitar, gainDb: -9, pan: -0.3, room: 0.15, looseSeconds: 0.006 },
        notes: bars(0, BARS, (bar) => {
          const chord = around(voicings, bar)
          return flavour === 0 ? strummed(chord, bar * 3) : picked(chord, bar * 3)
        }),
        effects: [guitarBody],
      },
      {
        ...{ name: 'bass', voice: uprightBass, gainDb: -7, room: 0.06, looseSeconds: 0.006 },
        notes: bars(INTRO / 2, BARS, (bar) => {
          const chord = around(chords, bar)
          const tone = (bar % 2 === 0 ? chord[0] : chord[2]) ?? key.tonic
          return [{ at: bar * 3, beats: 2.6, midi: tone - (tone > 50 ? 24 : 12), velocity: 0.85 }]
        }),
      },
    ],
    ...{
      room: { seconds: 1.5, dampingHz: 4500 },
      tailSeconds: 2.2,
      fadeInSeconds: 0.005,
      fadeOutSeconds: 2.2,
      master: [],
    },
  }
}

/** The chord on two and three, the strings one just after the other, down and up. */
function strummed(chord: readonly number[], at: number): readonly Note[] {
  return [1, 2].flatMap((beat) => {
    const strings = beat === 1 ? chord : [...chord].reverse()
    return strings.map((midi, string) => ({
      at: at + beat + string * 0.035,
      beats: 0.8,
      midi,
      velocity: beat === 1 ? 0.7 : 0.55,
    }))
  })
}

/** Eighths up and down the chord. */
function picked(chord: readonly number[], at: number): readonly Note[] {
  return [0, 1, 2, 1, 2, 1].map((string, index) => ({
    at: at + index * 0.5,
    beats: 1.6,
    midi: around(chord, string),
    velocity: index === 0 ? 0.75 : 0.5,
  }))
}

/** A long note of a mandolin is struck again and again, since it does not ring. */
function tremolando(note: Note): readonly Note[] {
  if (note.beats < 2) return [note]
  const strokes = Math.round(note.beats * 4)
  return Array.from({ length: strokes }, (_, stroke) => ({
    ...note,
    at: note.at + (stroke * note.beats) / strokes,
    beats: note.beats / strokes,
    velocity: note.velocity * (stroke === 0 ? 1 : 0.5 + 0.25 * (stroke / strokes)),
  }))
}
