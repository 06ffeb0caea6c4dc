import type { QueueSource } from './data/queue.ts'
import type { MenuAct, MenuSubject } from './data/menu.ts'
import type { Track } from './data/tracks.ts'

/** What a menu is opened on, and where. */
export interface MenuRequest {
  readonly subject: MenuSubject
  /** Where its tracks are from, which the queue tells. */
  readonly source: QueueSource
  /** Gets the focus back. */
  readonly anchor: HTMLElement
  /** Takes it out of the list in which it was opened, where that is one's own. */
  readonly remove?: () => void
  /** Puts it so many places further down in that list, or up. */
  readonly move?: (by: number) => void
  /** Whether it is the menu of the player itself, which has its switches. */
  readonly isOfPlayer?: boolean
  /** Done at once: the menu is not opened. */
  readonly act?: MenuAct
}

/** Every event that an element of the player sends, with its detail: each says what the listener did. */
export interface PlayerEvents {
  /** What a view of one thing is called, once that is known. */
  'view-titled': { readonly title: string }
  /** What the document is called now. */
  'title-changed': { readonly title: string }
  /** The menu of tracks is to be opened beside an element. @property at: of the first of them in its list */
  'menu-wanted': {
    readonly tracks: readonly Track[]
    readonly at: number
    readonly source: QueueSource
    readonly anchor: HTMLElement
  }
  /** The queue is to be shown, or not any more. */
  'queue-wanted': null
  /** Tracks were added to a playlist. @property words: what is said of it */
  'tracks-added': { readonly words: string }
  /** Another view is shown, and has the focus. */
  'view-arrived': null
  /** The listener goes from the search field to what was found. */
  'search-left': null
  /** The menu of a song, an album, an artist or a playlist is to be opened beside an element. */
  'thing-menu-wanted': MenuRequest
  /** Another row or card is the first one in sight. */
  'first-row-changed': { readonly first: number }
  /** A letter of a long list: its first row. */
  'letter-chosen': { readonly offset: number }
  /** Keys by action, where they are not the first ones. */
  'keys-chosen': { readonly keys: Record<string, string> }
  'character-keys-chosen': { readonly on: boolean }
  /** The newest records of a topic are to be shown. */
  'topic-picked': { readonly topic: string }
}

export type PlayerEvent<N extends keyof PlayerEvents> = CustomEvent<PlayerEvents[N]>

/** Sends an event that also leaves the shadow trees around its element. */
export function emit<N extends keyof PlayerEvents>(from: HTMLElement, name: N, detail: PlayerEvents[N]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }))
}

declare global {
  interface HTMLElementEventMap {
    'menu-wanted': PlayerEvent<'menu-wanted'>
    'thing-menu-wanted': PlayerEvent<'thing-menu-wanted'>
  }
}
