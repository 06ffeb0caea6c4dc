import type { QueueSource } from './data/queue.ts'
import type { ListedTrack } from './data/tracks.ts'
import type { SessionIntent } from '../schemas/live.ts'

/** Every event that an element of the player sends, with its detail: each says what the listener did. */
export interface PlayerEvents {
  /** `tracks[at]` was picked from a list. */
  'track-picked': { readonly tracks: readonly ListedTrack[]; readonly at: number; readonly source: QueueSource }
  'suggestion-picked': { readonly trackId: string }
  'played-picked': { readonly entryId: string }
  'intent-chosen': { readonly intent: SessionIntent }
  'session-excluded': null
  'pending-wanted': null
  'attention-changed': { readonly held: boolean }
  'play-pressed': null
  'next-pressed': null
  'previous-pressed': null
  'rating-pressed': { readonly rating: 'liked' | 'disliked' }
  'position-chosen': { readonly positionMs: number }
  'volume-chosen': { readonly volume: number }
  'mute-pressed': null
  'failed-files-requested': null
  'character-keys-chosen': { readonly on: boolean }
}

export type PlayerEvent<N extends keyof PlayerEvents> = CustomEvent<PlayerEvents[N]>

/** Sends an event that also leaves the shadow trees around its element. */
export function emit<N extends keyof PlayerEvents>(from: HTMLElement, name: N, detail: PlayerEvents[N]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }))
}
