import type { Random } from '../../../../processors/shared/random.ts'
import { chorus, duck, tape } from '../effects.ts'
import { melody } from '../melody.ts'
import { around, bars, steps } from '../pattern.ts'
import type { Note, Song } from '../song.ts'
import { chordOf, SCALES, voicedAll } from '../theory.ts'
import { dustyKit, HAT, KICK, OPEN_HAT, SHAKER, SNARE } from '../voices/drums.ts'
import { electricPiano, piano, vibraphone } from '../voices/keys.ts'
import { synth } from '../voices/synth.ts'

const BARS = 8
const softBass = synth({
  ...{ shape: 'triangle', unison: 1, detuneCents: 0, spread: 0, sub: 0.3 },
  ...{ attack: 0.012, decay: 0.6, sustain: 0.6, release: 0.08 },
  ...{ cutoffHz: 380, sweepOctaves: 0.8, sweepSeconds: 0.15, damping: 0.6 },
})
const BEATS = [
  { kick: 'X..x......x.....', snare: '....x.......x..-' },
  { kick: 'X......x..x.....', snare: '....x..-....x...' },
  { kick: 'X.....x.x.......', snare: '....x.......x.-.' },
] as const

/** Slow beats behind old keys, from a worn tape. @param flavour 0: electric piano, 1: felt piano. */
export function loFi(random: Random, flavour: number): Song {
  const bpm = Math.round(random.between(74, 84))
  const key = { tonic: random.pick([38, 40, 41, 43, 45]), scale: random.pick([SCALES.major, SCALES.dorian]) }
  const progression = random.pick([
    [1, 4, 0, 5],
    [3, 2, 1, 0],
    [0, 5, 1, 4],
    [5, 1, 4, 0],
  ])
  const chords = progression.map((degree) => chordOf(key, degree, 5))
  const voicings = voicedAll(
    chords.map((chord) => chord.slice(1)),
    52,
    73,
  )
  const beat = random.pick(BEATS)
  const tune = melody(random, {
    ...{ key: { ...key, tonic: key.tonic + 24 }, chords, beatsPerBar: 4, legato: 1.2 },
    rhythms: [
      [-1, 0.5, 0.5, 1, 1],
      [0.75, 0.75, 0.5, -2],
      [-0.5, 0.5, 0.5, 0.5, 1.5, 0.5],
    ],
    ...{ low: 67, high: 84, firstBar: 2, bars: BARS - 2 },
  })
  const kicks = bars(1, BARS, (bar) => steps(beat.kick, bar * 4, 0.25, KICK))
  return {
    ...{ bpm, beats: BARS * 4, swing: 0.59, swingPair: 0.5 },
    parts: [
      {
        ...{
          name: 'chords',
          voice: flavour === 0 ? electricPiano : piano,
          gainDb: -9,
          pan: -0.1,
          room: 0.2,
          looseSeconds: 0.012,
        },
        notes: bars(0, BARS, (bar) => rolled(around(voicings, bar), bar * 4)),
        effects: [
          chorus(0.003, 0.5, 0.3),
          duck(
            kicks.map((kick) => (kick.at * 60) / bpm),
            0.25,
            0.25,
          ),
        ],
      },
      {
        ...{ name: 'tune', voice: flavour === 0 ? vibraphone : electricPiano, notes: tune, gainDb: -13 },
        ...{ pan: 0.25, room: 0.35, looseSeconds: 0.02 },
      },
      {
        ...{ name: 'bass', voice: softBass, gainDb: -6, looseSeconds: 0.008 },
        notes: bars(1, BARS, (bar) => {
          const root = (around(chords, bar)[0] ?? key.tonic) - (key.tonic > 41 ? 12 : 0)
          return [
            { at: bar * 4, beats: 1.6, midi: root, velocity: 0.85 },
            { at: bar * 4 + 2.5, beats: 1.2, midi: bar % 2 === 0 ? root + 7 : root, velocity: 0.7 },
          ]
        }),
      },
      {
        ...{ name: 'drums', voice: dustyKit, gainDb: -5, room: 0.06, looseSeconds: 0.01 },
        notes: [
          ...kicks,
          ...bars(1, BARS, (bar) => [
            ...steps(beat.snare, bar * 4, 0.25, SNARE),
            ...steps(bar % 4 === 3 ? 'o.o-o.o-o.o-o...' : 'o.o-o.o.o.o-o.o.', bar * 4, 0.25, HAT),
            ...(bar % 4 === 3 ? steps('.............x..', bar * 4, 0.25, OPEN_HAT) : []),
            ...steps('-.-.-.-.-.-.-.-.', bar * 4, 0.25, SHAKER),
          ]),
        ],
      },
    ],
    ...{ room: { seconds: 1.3, dampingHz: 3000 }, tailSeconds: 2, fadeInSeconds: 0.02, fadeOutSeconds: 2.5 },
    master: [tape(Math.floor(random.next() * 2 ** 31))],
  }
}

/** A chord from the bottom up, held, then its top again as an echo. */
function rolled(chord: readonly number[], at: number): readonly Note[] {
  return [
    ...chord.map((midi, voice) => ({ at: at + voice * 0.04, beats: 2.3, midi, velocity: 0.7 })),
    ...chord.slice(1).map((midi) => ({ at: at + 2.5, beats: 1.3, midi, velocity: 0.5 })),
  ]
}
