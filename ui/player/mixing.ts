import { levelOf } from '../data/levelling.ts'
import type { QueueEntry } from '../data/queue.ts'
import type { Track } from '../data/tracks.ts'

/** How tracks are joined and levelled. */
export interface Mixing {
  /** Seconds in which one track fades into the next, but within an album. */
  readonly crossfadeS: number
  /** Whether all tracks are made equally loud. */
  readonly levelling: boolean
}

/** By how much the amplitude of an entry is multiplied. An album that plays as one keeps its quiet songs quiet. */
export function levelIn({ levelling }: Mixing, { track, source }: QueueEntry, isShuffled: boolean): number {
  return levelling ? levelOf(track, source.kind === 'album' && !isShuffled) : 1
}

/** What plays, and for how long in all. */
export interface Fading {
  readonly track: Track
  readonly durationMs: number
  readonly isShuffled: boolean
}

/** How long what plays and the next track are heard together, ms: no longer than half of the shorter one. */
export function fadeMsTo({ crossfadeS }: Mixing, { track, durationMs, isShuffled }: Fading, next: Track): number {
  const isOneAlbum = track.album !== '' && track.album === next.album && !isShuffled
  const longestMs = Math.min(durationMs, next.durationMs ?? durationMs) / 2
  return isOneAlbum ? 0 : Math.min(crossfadeS * 1000, longestMs)
}
