import type { Random } from '../../../../processors/shared/random.ts'
import { resonances } from '../effects.ts'
import { melody } from '../melody.ts'
import { around, bars, block } from '../pattern.ts'
import type { Song } from '../song.ts'
import { chordOf, hertz, SCALES, voicedAll } from '../theory.ts'
import { timpani } from '../voices/drums.ts'
import { harp } from '../voices/plucked.ts'
import { synth } from '../voices/synth.ts'

const BARS = 8
const violins = synth({
  ...{ shape: 'saw', unison: 7, detuneCents: 20, spread: 0.9, vibratoCents: 12 },
  ...{ attack: 0.14, decay: 1, sustain: 0.9, release: 0.35 },
  ...{ cutoffHz: 2900, sweepOctaves: 0.3, sweepSeconds: 0.4, damping: 0.65 },
})
const lowStrings = synth({
  ...{ shape: 'saw', unison: 5, detuneCents: 16, spread: 0.6, vibratoCents: 7 },
  ...{ attack: 0.22, decay: 1, sustain: 0.9, release: 0.5 },
  ...{ cutoffHz: 1300, sweepOctaves: 0.3, sweepSeconds: 0.5, damping: 0.65 },
})
const singers = synth({
  ...{ shape: 'saw', unison: 6, detuneCents: 26, spread: 1, vibratoCents: 16 },
  ...{ attack: 0.35, decay: 1, sustain: 0.9, release: 0.7 },
  ...{ cutoffHz: 3200, sweepOctaves: 0, sweepSeconds: 1, damping: 0.7 },
})
/** The first three formants of a sung "ah" (Sundberg, The Science of the Singing Voice, 1987). */
const vowelAh = resonances(0.06, [
  { hz: 660, quality: 7, gain: 1.4 },
  { hz: 1120, quality: 9, gain: 0.9 },
  { hz: 2750, quality: 12, gain: 0.35 },
])

/** Strings in four voices, a harp, drums from afar. @param flavour 0: violins sing the tune, 1: a choir does. */
export function orchestra(random: Random, flavour: number): Song {
  const bpm = Math.round(random.between(78, 92))
  const key = {
    tonic: random.pick([45, 47, 48, 50]),
    scale: random.pick([SCALES.harmonicMinor, SCALES.minor, SCALES.major]),
  }
  const progression = random.pick([
    [0, 5, 3, 4, 0, 5, 4, 0],
    [0, 3, 4, 0, 5, 3, 4, 0],
    [0, 4, 5, 2, 3, 0, 4, 0],
    [0, 6, 5, 4, 3, 0, 4, 0],
  ])
  const chords = progression.map((degree) => chordOf(key, degree))
  const voicings = voicedAll(chords, 55, 76)
  const tune = melody(random, {
    ...{ key: { ...key, tonic: key.tonic + 24 }, chords, beatsPerBar: 4, legato: 1.02 },
    rhythms: [
      [2, 1, 1],
      [1.5, 0.5, 2],
      [1, 1, 1, 1],
      [3, 1],
    ],
    ...{ low: 69, high: 88, firstBar: 0, bars: BARS },
  })
  const secondHalf = BARS / 2
  return {
    ...{ bpm, beats: BARS * 4, swing: 0.5, swingPair: 1 },
    parts: [
      {
        ...{ name: 'tune', notes: tune, gainDb: -7, pan: -0.12, room: 0.4, looseSeconds: 0.015 },
        voice: flavour === 0 ? violins : singers,
        effects: flavour === 0 ? [resonances(0.9, [{ hz: 280, quality: 3, gain: 0.3 }])] : [vowelAh],
      },
      {
        ...{ name: 'inner voices', gainDb: -14, pan: 0.15, room: 0.4, looseSeconds: 0.02 },
        voice: flavour === 0 ? lowStrings : singers,
        notes: bars(0, BARS, (bar) => block(around(voicings, bar), bar * 4, 4, bar < secondHalf ? 0.6 : 0.85)),
        effects: flavour === 0 ? [] : [vowelAh],
      },
      {
        ...{ name: 'basses', voice: lowStrings, gainDb: -9, pan: 0.3, room: 0.3 },
        notes: bars(0, BARS, (bar) => {
          const root = around(chords, bar)[0] ?? key.tonic
          return block([root - 12], bar * 4, 3.9, bar < secondHalf ? 0.6 : 0.8)
        }),
      },
      {
        ...{ name: 'harp', voice: harp, gainDb: -13, pan: 0.4, room: 0.45, looseSeconds: 0.008 },
        notes: bars(flavour === 0 ? secondHalf : 1, BARS, (bar) =>
          Array.from({ length: 8 }, (_, index) => ({
            ...{ at: bar * 4 + index / 2, beats: 2, velocity: index === 0 ? 0.7 : 0.5 },
            midi: around(around(voicings, bar), index) + 12 * Math.floor((index % 6) / 3),
          })),
        ),
      },
      {
        ...{ name: 'timpani', voice: timpani(hertz(key.tonic)), gainDb: -9, room: 0.5 },
        notes: bars(secondHalf, BARS, (bar) => [
          { at: bar * 4, beats: 2, midi: key.tonic, velocity: 0.8 },
          ...(bar % 4 === 2 ? [2, 2.5, 3, 3.25, 3.5, 3.75] : []).map((beat, stroke) => ({
            ...{ at: bar * 4 + beat, beats: 0.3, midi: key.tonic, velocity: 0.25 + stroke * 0.09 },
          })),
        ]),
      },
    ],
    ...{
      room: { seconds: 3.2, dampingHz: 4800 },
      tailSeconds: 3.4,
      fadeInSeconds: 0.05,
      fadeOutSeconds: 3,
      master: [],
    },
  }
}
