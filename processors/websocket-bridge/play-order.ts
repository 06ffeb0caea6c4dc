import { LRUCache } from 'lru-cache'
import type { ListenerId, PlayId } from '../../schemas/generated.ts'

/** A player sends a refused play again after two seconds of rest, a busy one a few seconds later; a player that is gone never does. */
const AWAITED_FOR_MS = 10_000
/** Listeners of whom a play is awaited; of the one whose refusal is oldest it no longer is. */
const MAX_LISTENERS = 10_000

/**
 * Keeps the plays of each listener in the order sent, over refusals that ask for them again: what a player has sent since would
 * overtake the refused one, and `liked`, `unliked` would become `unliked`, `liked`.
 */
export interface PlayOrder {
  /** Whether a play may be taken: none is awaited, or this one is. It ends the wait. */
  takes(listener: ListenerId, playId: PlayId, nowMs: number): boolean
  /** A play was not taken, and is to be sent again. Of several the first is awaited. */
  postponed(listener: ListenerId, playId: PlayId, nowMs: number): void
  /** A play that was taken is to be sent again. It was sent before whatever is awaited. */
  failed(listener: ListenerId, playId: PlayId, nowMs: number): void
}

export function playOrder(): PlayOrder {
  const awaited = new LRUCache<ListenerId, { readonly playId: PlayId; readonly untilMs: number }>({
    max: MAX_LISTENERS,
  })
  const awaitedOf = (listener: ListenerId, nowMs: number): PlayId | undefined => {
    const first = awaited.get(listener)
    return first === undefined || nowMs >= first.untilMs ? undefined : first.playId
  }
  const wait = (listener: ListenerId, playId: PlayId, nowMs: number): void => {
    awaited.set(listener, { playId, untilMs: nowMs + AWAITED_FOR_MS })
  }
  return {
    takes(listener, playId, nowMs) {
      const first = awaitedOf(listener, nowMs)
      if (first !== undefined && first !== playId) return false
      awaited.delete(listener)
      return true
    },
    postponed(listener, playId, nowMs) {
      if (awaitedOf(listener, nowMs) === undefined) wait(listener, playId, nowMs)
    },
    failed: wait,
  }
}
