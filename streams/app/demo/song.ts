import type { Random } from '../../../processors/shared/random.ts'
import type { Stereo } from './sound.ts'

/** One note. `at` and `beats` in beats from the start of the song; velocity 0 to 1. */
export interface Note {
  readonly at: number
  readonly beats: number
  readonly midi: number
  readonly velocity: number
}

/** One note as a voice plays it. */
export interface Tone {
  readonly midi: number
  readonly hz: number
  readonly seconds: number
  readonly velocity: number
}

/** Adds one tone to a bus from a sample on, and cuts it at the end of the bus. */
export type Voice = (bus: Stereo, start: number, tone: Tone, random: Random) => void

/** Changes a whole bus in place. */
export type Effect = (bus: Stereo) => void

export interface SongPart {
  readonly name: string
  readonly voice: Voice
  readonly notes: readonly Note[]
  readonly gainDb: number
  /** -1 left to 1 right. */
  readonly pan?: number
  /** How much of it goes to the room, 0 to 1. */
  readonly room?: number
  /** Largest error of the player's timing, in seconds. */
  readonly looseSeconds?: number
  readonly effects?: readonly Effect[]
}

export interface Room {
  /** Time to fall by 60 dB. */
  readonly seconds: number
  /** Above this the tail fades faster. */
  readonly dampingHz: number
}

export interface Song {
  readonly bpm: number
  readonly beats: number
  /** Where the second half of a pair falls: 0.5 is straight, 0.667 a triplet. */
  readonly swing: number
  /** What is paired by swing, in beats: 1 for swung eighths, 0.5 for sixteenths. */
  readonly swingPair: number
  readonly parts: readonly SongPart[]
  readonly room: Room
  /** What is left to ring after the last beat. */
  readonly tailSeconds: number
  readonly fadeInSeconds: number
  readonly fadeOutSeconds: number
  /** On the whole mix, before its level is set. */
  readonly master: readonly Effect[]
}

/** Where a beat falls once it swings; between pairs nothing moves. */
export function swung(at: number, ratio: number, pair: number): number {
  const start = Math.floor(at / pair) * pair
  const phase = (at - start) / pair
  return start + pair * (phase < 0.5 ? phase * 2 * ratio : ratio + (phase - 0.5) * 2 * (1 - ratio))
}
