import type { Random } from '../../../../processors/shared/random.ts'
import { chorus, duck, echo, saturate, filterSweep } from '../effects.ts'
import { melody } from '../melody.ts'
import { around, bars, block, steps } from '../pattern.ts'
import type { Note, SongPart, Song } from '../song.ts'
import { chordOf, nearestTone, SCALES, voicedAll } from '../theory.ts'
import type { Key } from '../theory.ts'
import { CRASH, danceKit, HAT, KICK, OPEN_HAT, SHAKER, SNARE } from '../voices/drums.ts'
import { bell } from '../voices/keys.ts'
import { synth } from '../voices/synth.ts'

const BARS = 16
/** Where the drums and the bass come in. */
const DROP = 4

const reese = synth({
  ...{ shape: 'saw', unison: 3, detuneCents: 38, spread: 0.5, sub: 0.7 },
  ...{ attack: 0.01, decay: 1, sustain: 0.9, release: 0.06 },
  ...{ cutoffHz: 420, sweepOctaves: 1.2, sweepSeconds: 0.25, damping: 0.4 },
})
const pad = synth({
  ...{ shape: 'saw', unison: 5, detuneCents: 20, spread: 1 },
  ...{ attack: 0.3, decay: 2, sustain: 0.8, release: 0.8 },
  ...{ cutoffHz: 1900, sweepOctaves: 0.5, sweepSeconds: 1, damping: 0.6 },
})
const pluck = synth({
  ...{ shape: 'square', unison: 3, detuneCents: 12, spread: 0.8, width: 0.3 },
  ...{ attack: 0.002, decay: 0.12, sustain: 0.1, release: 0.1 },
  ...{ cutoffHz: 1200, sweepOctaves: 2.2, sweepSeconds: 0.09, damping: 0.4 },
})
const BREAKS = [
  { kick: 'X.........x.....', snare: '....X..-.-..X..-' },
  { kick: 'X.x.......x.....', snare: '....X..-.-.-X...' },
  { kick: 'X.........xx....', snare: '....X.-..-..X.-.' },
] as const

/** Broken beats at full speed over a bass that growls at half of it. @param flavour 0: liquid, with pads and bells, 1: darker, with stabs. */
export function drumAndBass(random: Random, flavour: number): Song {
  const bpm = Math.round(random.between(171, 177))
  const key = { tonic: random.pick([41, 43, 45, 46]), scale: flavour === 0 ? SCALES.dorian : SCALES.minor }
  const progression = random.pick([
    [0, 5, 2, 6],
    [0, 3, 5, 4],
    [0, 2, 5, 6],
  ])
  const chords = progression.map((degree) => chordOf(key, degree, 4))
  const voicings = voicedAll(chords, 55, 79)
  const pattern = random.pick(BREAKS)
  const secondsPerBar = 240 / bpm
  const kicks = bars(DROP, BARS, (bar) => steps(pattern.kick, bar * 4, 0.25, KICK))
  // One chord lasts two bars.
  const tune = melody(random, {
    ...{ key: { ...key, tonic: key.tonic + 24 }, chords: chords.flatMap((chord) => [chord, chord]), beatsPerBar: 4 },
    rhythms: [
      [-1, 1, 0.5, 1.5],
      [0.75, 0.75, 1, -1.5],
      [-0.5, 0.75, 0.75, 1, 1],
    ],
    ...{ low: 69, high: 89, firstBar: flavour === 0 ? 0 : DROP, bars: flavour === 0 ? BARS : BARS - DROP, legato: 0.8 },
  })
  return {
    ...{ bpm, beats: BARS * 4, swing: 0.5, swingPair: 0.5 },
    parts: [
      ...drumParts(kicks, pattern.snare),
      bassPart(key, progression, kicks, bpm),
      {
        ...{ name: 'chords', voice: flavour === 0 ? pad : pluck, gainDb: -13, room: 0.3 },
        notes: bars(0, BARS / 2, (pair) =>
          flavour === 0
            ? block(around(voicings, pair), pair * 8, 8, 0.7)
            : steps('x..x..x.....x..x', pair * 8, 0.5, 0).flatMap(({ at }) =>
                block(around(voicings, pair), at, 0.3, 0.8),
              ),
        ),
        effects: [chorus(0.004, 0.3, 0.5), filterSweep(500, 9000, 0, secondsPerBar * DROP)],
      },
      {
        ...{ name: 'tune', voice: flavour === 0 ? bell : pluck, notes: tune, gainDb: -13, pan: -0.15, room: 0.35 },
        effects: [echo((60 / bpm) * 1.5, 0.5, 0.45)],
      },
    ],
    ...{
      room: { seconds: 2, dampingHz: 6000 },
      tailSeconds: 2,
      fadeInSeconds: 0.05,
      fadeOutSeconds: 2.4,
      master: [saturate(0.9)],
    },
  }
}

function drumParts(kicks: readonly Note[], snare: string): readonly SongPart[] {
  return [
    { name: 'kick', voice: danceKit, notes: kicks, gainDb: -4 },
    {
      ...{ name: 'snare', voice: danceKit, gainDb: -4, room: 0.1 },
      notes: bars(DROP, BARS, (bar) => steps(bar % 8 === 7 ? '....X..x.xx.X.xx' : snare, bar * 4, 0.25, SNARE)),
    },
    {
      ...{ name: 'tops', voice: danceKit, gainDb: -10, pan: 0.1, room: 0.05 },
      notes: bars(DROP / 2, BARS, (bar) => [
        ...steps('x.o.x.o.x.o.x.o.', bar * 4, 0.25, HAT),
        ...steps('-o-o-o-o-o-o-o-o', bar * 4, 0.25, SHAKER),
        ...(bar >= DROP ? steps('..............x.', bar * 4, 0.25, OPEN_HAT) : []),
        ...(bar === DROP || bar === 12 ? steps('X', bar * 4, 0.25, CRASH) : []),
      ]),
    },
  ]
}

function bassPart(key: Key, progression: readonly number[], kicks: readonly Note[], bpm: number): SongPart {
  return {
    ...{ name: 'bass', voice: reese, gainDb: -8 },
    notes: bars(DROP, BARS, (bar) => {
      const root = nearestTone(key.tonic, chordOf(key, around(progression, bar >> 1)).slice(0, 1))
      return [
        { at: bar * 4, beats: 1.4, midi: root, velocity: 0.9 },
        { at: bar * 4 + 1.5, beats: 0.9, midi: root, velocity: 0.75 },
        { at: bar * 4 + 2.75, beats: 1.2, midi: bar % 2 === 1 ? root + 7 : root + 12, velocity: 0.8 },
      ]
    }),
    effects: [
      saturate(1.8),
      duck(
        kicks.map((kick) => (kick.at * 60) / bpm),
        0.5,
        0.12,
      ),
    ],
  }
}
