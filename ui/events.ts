import type { Track } from './data/tracks.ts'
import type { SessionIntent, Via } from '../schemas/live.ts'

/** Every event that an element of the player sends, with its detail: each says what the listener did. */
export interface PlayerEvents {
  /** `following`: the tracks after it in the list that it was picked from. */
  'track-picked': { readonly track: Track; readonly via: Via; readonly following: readonly Track[] }
  'suggestion-picked': { readonly trackId: string }
  'played-picked': { readonly track: Track }
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
