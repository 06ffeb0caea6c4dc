import type { Note } from './song.ts'

const VELOCITIES: Readonly<Record<string, number>> = { X: 1, x: 0.75, o: 0.45, '-': 0.25 }

/**
 * A drum pattern written as text: `X` accent, `x` normal, `o` soft, `-` ghost, anything else silent; one sign per step.
 * @param at beat of the first step.
 */
export function steps(pattern: string, at: number, stepBeats: number, midi: number): readonly Note[] {
  return Array.from(pattern).flatMap((sign, step) => {
    const velocity = VELOCITIES[sign]
    return velocity === undefined ? [] : [{ at: at + step * stepBeats, beats: stepBeats, midi, velocity }]
  })
}

/** All notes of a chord at once. */
export function block(chord: readonly number[], at: number, beats: number, velocity: number): readonly Note[] {
  return chord.map((midi) => ({ at, beats, midi, velocity }))
}

/** The numbers from `first` to before `end`, mapped and joined: one call per bar. */
export function bars(first: number, end: number, notes: (bar: number) => readonly Note[]): readonly Note[] {
  const out: Note[] = []
  for (let bar = first; bar < end; bar++) out.push(...notes(bar))
  return out
}

/** The item of a bar in a progression that goes round. */
export function around<T>(items: readonly T[], bar: number): T {
  const item = items[((bar % items.length) + items.length) % items.length]
  if (item === undefined) throw new Error('A progression has at least one item.')
  return item
}
