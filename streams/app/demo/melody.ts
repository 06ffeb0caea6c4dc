import type { Random } from '../../../processors/shared/random.ts'
import { around } from './pattern.ts'
import type { Note } from './song.ts'
import { degreeOf, nearestTone } from './theory.ts'
import type { Chord, Key } from './theory.ts'

export interface MelodyPlan {
  readonly key: Key
  /** One per bar; they go round. */
  readonly chords: readonly Chord[]
  readonly beatsPerBar: number
  /** Each the lengths of one bar's notes in beats; negative is a rest. */
  readonly rhythms: readonly (readonly number[])[]
  readonly low: number
  readonly high: number
  readonly firstBar: number
  /** A multiple of 4 gives whole phrases. */
  readonly bars: number
  /** Share of its length that a note sounds. */
  readonly legato: number
}

interface Gesture {
  readonly rhythm: readonly number[]
  /** Scale steps from one note to the next. */
  readonly moves: readonly number[]
}

/** Mostly steps, sometimes a third or a leap: how tunes that are easily sung move. */
const MOVES = [-1, 1, -1, 1, -1, 1, -2, 2, 0, 3, -4] as const
/** Four bars: a gesture, its echo, something else, the gesture again. */
const FORM = [0, 0, 1, 0] as const

/**
 * A tune: two gestures of a bar each, repeated over the changing chords in the form A A B A. Strong beats fall on tones of
 * the chord, the rest moves within the scale, leaps turn back, and the last note is the chord's root.
 */
export function melody(random: Random, plan: MelodyPlan): readonly Note[] {
  const { key, beatsPerBar, low, high } = plan
  const gestures = [gesture(random, plan), gesture(random, plan)]
  const notes: Note[] = []
  const middle = (low + high) / 2
  let degree = nearestDegree(key, middle)

  for (let bar = 0; bar < plan.bars; bar++) {
    const chord = around(plan.chords, plan.firstBar + bar)
    const { rhythm, moves } = around(gestures, around(FORM, bar))
    if (bar % 4 === 0) degree = nearestDegree(key, middle)
    let beat = 0
    for (const [index, length] of rhythm.entries()) {
      const beats = Math.abs(length)
      if (length > 0) {
        degree += around(moves, index)
        if (degreeOf(key, degree) > high) degree -= 4
        if (degreeOf(key, degree) < low) degree += 4
        const strong = beat % 2 === 0
        const midi = strong ? nearestTone(degreeOf(key, degree), chord) : degreeOf(key, degree)
        if (strong) degree = nearestDegree(key, midi)
        const at = (plan.firstBar + bar) * beatsPerBar + beat
        notes.push({ at, beats: beats * plan.legato, midi, velocity: beat === 0 ? 0.9 : strong ? 0.8 : 0.65 })
      }
      beat += beats
    }
  }
  const last = notes.pop()
  if (last === undefined) return []
  const home = around(plan.chords, plan.firstBar + plan.bars - 1)
  return [...notes, { ...last, beats: beatsPerBar / 2, midi: nearestTone(last.midi, home.slice(0, 1)) }]
}

function gesture(random: Random, plan: MelodyPlan): Gesture {
  const rhythm = random.pick(plan.rhythms)
  const moves: number[] = []
  for (let before = 0, index = 0; index < rhythm.length; index++) {
    const leapt = Math.abs(before) > 2
    before = leapt ? -Math.sign(before) : random.pick(MOVES)
    moves.push(before)
  }
  return { rhythm, moves }
}

function nearestDegree(key: Key, midi: number): number {
  const around = Math.round(((midi - key.tonic) / 12) * key.scale.length)
  let best = around
  for (let degree = around - 3; degree <= around + 3; degree++)
    if (Math.abs(degreeOf(key, degree) - midi) < Math.abs(degreeOf(key, best) - midi)) best = degree
  return best
}
