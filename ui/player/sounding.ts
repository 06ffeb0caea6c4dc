import type { Fact, PlaybackSession, SessionStep } from '../data/playback-session.ts'
import type { Track } from '../data/tracks.ts'
import type { Deck } from './deck.ts'

export interface SoundListener {
  /** Whether it plays, what plays, or why it does not has changed. */
  changed(): void
  /** The position changed. */
  ticked(): void
  /** Facts of the session are to be sent. */
  happened(session: PlaybackSession, facts: readonly Fact[]): void
  /** What comes next, as far as that is known. */
  following(): Track | null
  /** The end is near: what comes next may be prepared. */
  nearing(): void
  /** What comes next has to begin now for the two to join without a gap. */
  due(): void
  ended(): void
  /** The file cannot be played, for a reason in words. @param isDamaged whether it could until here. */
  failed(reason: string, isDamaged: boolean): void
}

/** What stands in the way of sound, other than the file. */
export type Obstacle = 'away' | 'login' | null

/** The sound as its parts see it: the one that joins two songs, and the one that waits for a lost connection. */
export interface Sounding {
  readonly listener: SoundListener
  /** The deck that plays. */
  readonly deck: Deck
  /** The one that has what comes next, or rings out. */
  readonly other: Deck
  readonly session: PlaybackSession | null
  /** Whether there should be sound. */
  readonly wants: boolean
  /** Counts what was loaded: what was begun for something else is over. */
  readonly loads: number
  /** From one track to the next, ms; the two are heard together for so long. */
  readonly fadeMs: number
  take(step: SessionStep): void
  /** How loud a track of this level is, at a share of it. @returns 0 to 1 */
  loudness(level: number, share: number): number
  /** @param share of the deck that plays, below 1 while it fades in */
  setShare(share: number): void
  /** The deck has sounded to the end of its track. */
  ended(deck: Deck): void
  /** Reads the file again and goes on at the same place. */
  reload(): void
  /** There is no sound, and the file is not why. */
  obstruct(obstacle: Exclude<Obstacle, null>): void
  retry(): void
}
