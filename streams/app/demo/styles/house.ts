import type { Random } from '../../../../processors/shared/random.ts'
import { duck, echo, saturate, filterSweep } from '../effects.ts'
import { around, bars, block, steps } from '../pattern.ts'
import type { Song } from '../song.ts'
import { chordOf, nearestTone, SCALES, voicedAll } from '../theory.ts'
import { CLAP, CRASH, danceKit, HAT, KICK, OPEN_HAT, SHAKER } from '../voices/drums.ts'
import { synth } from '../voices/synth.ts'

const BARS = 12
/** Without kick and bass: bars in which the filter opens for the return. */
const BREAK = { first: 6, end: 8 } as const

const stab = synth({
  ...{ shape: 'saw', unison: 5, detuneCents: 24, spread: 0.9 },
  ...{ attack: 0.003, decay: 0.16, sustain: 0.15, release: 0.12 },
  ...{ cutoffHz: 900, sweepOctaves: 2.6, sweepSeconds: 0.12, damping: 0.35 },
})
const organ = synth({
  ...{ shape: 'square', unison: 2, detuneCents: 7, spread: 0.6 },
  ...{ attack: 0.003, decay: 0.25, sustain: 0.35, release: 0.06 },
  ...{ cutoffHz: 1500, sweepOctaves: 1.2, sweepSeconds: 0.08, damping: 0.5 },
})
const bass = synth({
  ...{ shape: 'saw', unison: 1, detuneCents: 0, spread: 0, sub: 0.6 },
  ...{ attack: 0.003, decay: 0.2, sustain: 0.5, release: 0.05 },
  ...{ cutoffHz: 180, sweepOctaves: 2.4, sweepSeconds: 0.09, damping: 0.3 },
})
const acid = synth({
  ...{ shape: 'square', unison: 1, detuneCents: 0, spread: 0 },
  ...{ attack: 0.003, decay: 0.12, sustain: 0.3, release: 0.03 },
  ...{ cutoffHz: 320, sweepOctaves: 2.8, sweepSeconds: 0.14, damping: 0.13 },
})

/** Four on the floor, a bass off the beat, stabs that pump around the kick. @param flavour 0: deep house, 1: techno with an acid line. */
export function house(random: Random, flavour: number): Song {
  const bpm = Math.round(flavour === 0 ? random.between(120, 124) : random.between(127, 132))
  const key = { tonic: random.pick([33, 35, 36, 38, 40]), scale: flavour === 0 ? SCALES.dorian : SCALES.minor }
  const progression = random.pick([
    [0, 0, 5, 4],
    [0, 3, 5, 6],
    [0, 5, 2, 6],
    [0, 0, 3, 4],
  ])
  const voicings = voicedAll(
    progression.map((degree) => chordOf(key, degree, 4)),
    53,
    77,
  )
  const stabs = random.pick(['..x..x....x..x..', 'x..x..x...x.....', '..x...x...x.x...', '...x..x....x..x.'])
  const bassLine = random.pick(['..x...x...x...x.', '..xo..x...xo..xo', 'x..x..x.x..x..x.'])
  const inBreak = (bar: number) => bar >= BREAK.first && bar < BREAK.end
  const secondsPerBar = 240 / bpm
  const kicks = bars(0, BARS, (bar) => (inBreak(bar) ? [] : steps('X...X...X...X...', bar * 4, 0.25, KICK)))
  const pump = kicks.map((kick) => (kick.at * 60) / bpm)
  const line = acidLine(random)

  return {
    ...{ bpm, beats: BARS * 4, swing: flavour === 0 ? 0.54 : 0.5, swingPair: 0.5 },
    parts: [
      { name: 'kick', voice: danceKit, notes: kicks, gainDb: -4 },
      {
        ...{ name: 'tops', voice: danceKit, gainDb: -9, room: 0.06 },
        notes: bars(0, BARS, (bar) => [
          ...(bar >= 1 ? steps('..x...x...x...x.', bar * 4, 0.25, OPEN_HAT) : []),
          ...(bar >= 2 ? steps('x-o-x-o-x-o-x-o-', bar * 4, 0.25, HAT) : []),
          ...(bar >= 2 && !inBreak(bar) ? steps('....X.......X...', bar * 4, 0.25, CLAP) : []),
          ...(bar === BREAK.end - 1 ? steps('x.x.x.x.xxxxxxxx', bar * 4, 0.25, CLAP) : []),
          ...(flavour === 0 ? steps('xoxoxoxoxoxoxoxo', bar * 4, 0.25, SHAKER) : []),
          ...(bar === 2 || bar === BREAK.end ? steps('X', bar * 4, 0.25, CRASH) : []),
        ]),
      },
      {
        ...{ name: 'bass', voice: flavour === 0 ? bass : acid, gainDb: flavour === 0 ? -6 : -11 },
        notes: bars(2, BARS, (bar) => {
          if (inBreak(bar) && flavour === 0) return []
          const octave = flavour === 0 ? 12 : 0 // the deep bass has its own octave below
          const root = octave + nearestTone(key.tonic, chordOf(key, around(progression, bar)).slice(0, 1))
          return flavour === 0
            ? steps(bassLine, bar * 4, 0.25, root)
            : line.map((note) => ({ ...note, at: bar * 4 + note.at, midi: root + note.midi }))
        }),
        effects:
          flavour === 0
            ? [duck(pump, 0.5, 0.2)]
            : [saturate(2.5), filterSweep(500, 6500, secondsPerBar * 2, secondsPerBar * 11)],
      },
      {
        ...{ name: 'stabs', voice: flavour === 0 ? organ : stab, gainDb: -12, room: 0.25 },
        notes: bars(0, BARS, (bar) =>
          steps(stabs, bar * 4, 0.25, 0).flatMap(({ at, velocity }) => block(around(voicings, bar), at, 0.3, velocity)),
        ),
        effects: [
          duck(pump, 0.7, 0.3),
          echo((60 / bpm) * 0.75, 0.45, 0.3),
          filterSweep(500, 9000, 0, secondsPerBar * 4),
        ],
      },
    ],
    ...{
      room: { seconds: 1.6, dampingHz: 5000 },
      tailSeconds: 2,
      fadeInSeconds: 0.01,
      fadeOutSeconds: 2.5,
      master: [saturate(0.9)],
    },
  }
}

/** Sixteen steps around the root, as a sequencer of 1982 gives them: octaves, the seventh, gaps, accents. */
function acidLine(random: Random) {
  return Array.from({ length: 16 }, (_, step) => ({
    at: step * 0.25,
    beats: random.pick([0.12, 0.2, 0.25]),
    midi: random.pick([0, 0, 0, 12, 12, 10, 3, 7]),
    velocity: step % 4 === 2 ? 1 : random.pick([0.45, 0.7, 0.9]),
  })).filter((_, step) => step === 0 || random.happens(0.78))
}
