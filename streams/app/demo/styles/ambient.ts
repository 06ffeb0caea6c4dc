import type { Random } from '../../../../processors/shared/random.ts'
import { chorus, echo, lowPass } from '../effects.ts'
import { melody } from '../melody.ts'
import { around, bars, block } from '../pattern.ts'
import type { Song } from '../song.ts'
import { chordOf, SCALES, voicedAll } from '../theory.ts'
import { bell } from '../voices/keys.ts'
import { synth } from '../voices/synth.ts'

const BARS = 6
const pad = synth({
  ...{ shape: 'saw', unison: 5, detuneCents: 22, spread: 1 },
  ...{ attack: 1.4, decay: 2, sustain: 0.8, release: 2.6 },
  ...{ cutoffHz: 620, sweepOctaves: 0.6, sweepSeconds: 2, damping: 0.6 },
})
const glass = synth({
  ...{ shape: 'triangle', unison: 3, detuneCents: 14, spread: 1 },
  ...{ attack: 1.8, decay: 3, sustain: 0.7, release: 3 },
  ...{ cutoffHz: 1400, sweepOctaves: 0.4, sweepSeconds: 2, damping: 0.7, vibratoCents: 6 },
})
const drone = synth({
  ...{ shape: 'triangle', unison: 2, detuneCents: 5, spread: 0.4 },
  ...{ attack: 2, decay: 4, sustain: 0.9, release: 3, sub: 0.5 },
  ...{ cutoffHz: 220, sweepOctaves: 0, sweepSeconds: 1, damping: 0.7 },
})

/** Slow pads over a drone, a few bells far away. @param flavour 0: warm saws, 1: glassy triangles. */
export function ambient(random: Random, flavour: number): Song {
  const bpm = Math.round(random.between(62, 70))
  const key = {
    tonic: random.pick([36, 38, 40, 41, 43]),
    scale: random.pick([SCALES.lydian, SCALES.major, SCALES.dorian]),
  }
  const progression = random.pick([
    [0, 3, 0, 4],
    [0, 4, 5, 3],
    [0, 1, 0, 3],
    [0, 5, 3, 4],
  ])
  const chords = progression.map((degree) => chordOf(key, degree, flavour === 0 ? 5 : 4))
  const voicings = voicedAll(chords, 50, 79)
  const bells = melody(random, {
    ...{ key: { ...key, tonic: key.tonic + 36 }, chords, beatsPerBar: 4, legato: 1 },
    rhythms: [
      [-1, 2, 1],
      [-2, 1.5, 0.5],
      [1, -2, 1],
    ],
    ...{ low: 72, high: 91, firstBar: 1, bars: BARS - 2 },
  })
  return {
    ...{ bpm, beats: BARS * 4, swing: 0.5, swingPair: 1 },
    parts: [
      {
        ...{ name: 'pad', voice: flavour === 0 ? pad : glass, gainDb: -10, room: 0.5 },
        notes: bars(0, BARS, (bar) => block(around(voicings, bar), bar * 4, 4, 0.7)),
        effects: [chorus(0.004, 0.17, 0.5)],
      },
      {
        ...{ name: 'drone', voice: drone, gainDb: -9, room: 0.2 },
        notes: bars(0, BARS / 2, (half) => [{ at: half * 8, beats: 8.5, midi: key.tonic, velocity: 0.8 }]),
      },
      {
        ...{
          name: 'bells',
          voice: bell,
          notes: bells,
          gainDb: flavour === 0 ? -19 : -16,
          room: 0.8,
          looseSeconds: 0.03,
        },
        effects: [echo((60 / bpm) * 0.75, 0.5, 0.5), lowPass(3500)],
      },
    ],
    ...{
      room: { seconds: 5.5, dampingHz: 3800 },
      tailSeconds: 4.5,
      fadeInSeconds: 1.2,
      fadeOutSeconds: 4.5,
      master: [],
    },
  }
}
