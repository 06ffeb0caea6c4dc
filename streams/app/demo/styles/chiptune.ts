import type { Random } from '../../../../processors/shared/random.ts'
import { echo } from '../effects.ts'
import { melody } from '../melody.ts'
import { around, bars, steps } from '../pattern.ts'
import type { Song } from '../song.ts'
import { chordOf, SCALES } from '../theory.ts'
import { pulse, shiftNoise, steppedTriangle } from '../voices/chip.ts'

const BARS = 14
const INTRO = 2
/** Pitches of the noise channel that pass for drums. */
const [NOISE_KICK, NOISE_SNARE, NOISE_HAT] = [36, 58, 84]

/** Two pulses, a triangle and noise: a tune, broken chords, a running bass. @param flavour 0: bright and bouncing, 1: minor and driving. */
export function chiptune(random: Random, flavour: number): Song {
  const bpm = Math.round(flavour === 0 ? random.between(138, 150) : random.between(152, 164))
  const key = { tonic: random.pick([48, 50, 52, 53, 55]), scale: flavour === 0 ? SCALES.major : SCALES.minor }
  const progression = random.pick(
    flavour === 0
      ? [
          [0, 4, 5, 3],
          [0, 5, 3, 4],
          [0, 3, 0, 4],
        ]
      : [
          [0, 5, 2, 6],
          [0, 6, 5, 6],
          [0, 3, 5, 4],
        ],
  )
  const chords = progression.map((degree) => chordOf(key, degree))
  const tune = melody(random, {
    ...{ key: { ...key, tonic: key.tonic + 12 }, chords, beatsPerBar: 4, legato: 0.85 },
    rhythms: [
      [0.5, 0.5, 1, 0.5, 0.5, 1],
      [0.75, 0.75, 0.5, 1, 0.5, 0.5],
      [1, 0.5, 0.5, 0.5, 0.5, -0.5, 0.5],
      [0.25, 0.25, 0.5, 1, 0.75, 0.75, 0.5],
    ],
    ...{ low: 67, high: 88, firstBar: INTRO, bars: BARS - INTRO },
  })
  const bassLine = random.pick(['x.x.x.x.x.x.x.x.', 'x..xx.x.x..xx.x.', 'x.xox.xox.xox.xo'])
  return {
    ...{ bpm, beats: BARS * 4, swing: 0.5, swingPair: 1 },
    parts: [
      {
        ...{ name: 'lead', voice: pulse(0.25, 0.9), notes: tune, gainDb: -5, pan: 0.12, room: 0.05 },
        effects: [echo((60 / bpm) * 0.75, 0.35, 0.35)],
      },
      {
        ...{ name: 'arpeggio', voice: pulse(flavour === 0 ? 0.5 : 0.125, 0.12), gainDb: -10, pan: -0.35 },
        notes: bars(0, BARS, (bar) => arpeggio(around(chords, bar), bar * 4)),
      },
      {
        ...{ name: 'bass', voice: steppedTriangle, gainDb: -4 },
        notes: bars(INTRO / 2, BARS, (bar) => {
          const root = (around(chords, bar)[0] ?? key.tonic) - 12
          return steps(bassLine, bar * 4, 0.25, root).map((note, index) => ({
            ...note,
            beats: 0.2,
            midi: index % 4 === 3 ? root + 12 : root,
          }))
        }),
      },
      {
        ...{ name: 'noise', voice: shiftNoise, gainDb: -10, pan: 0.05 },
        notes: bars(INTRO, BARS, (bar) => [
          ...steps('X.......X.x.....', bar * 4, 0.25, NOISE_KICK),
          ...steps(bar % 4 === 1 ? '....X.......XxXx' : '....X.......X...', bar * 4, 0.25, NOISE_SNARE),
          ...steps('..o...o...o...o.', bar * 4, 0.25, NOISE_HAT),
        ]),
      },
    ],
    ...{
      room: { seconds: 0.6, dampingHz: 6000 },
      tailSeconds: 1,
      fadeInSeconds: 0.005,
      fadeOutSeconds: 1.6,
      master: [],
    },
  }
}

/** The chord's notes one after the other, so fast that they sound as one: how a chip with three voices plays chords. */
function arpeggio(chord: readonly number[], at: number) {
  return Array.from({ length: 32 }, (_, step) => ({
    at: at + step / 8,
    beats: 0.12,
    midi: around(chord, step) + 12 * (step % 12 >= 6 ? 2 : 1),
    velocity: step % 4 === 0 ? 0.8 : 0.6,
  }))
}
