import type { Recommendation, Suggestion } from '../data/recommendations.ts'
import { lowered } from '../data/reasons.ts'

/** For so long before the end of a song the next one is loaded ahead: then it stays the next one. */
const COMMITTED_MS = 20_000

/** What a player says of itself, as far as it decides about Live. */
export interface Listening {
  readonly paused: boolean
  readonly positionMs: number
  readonly durationMs: number
  /** Whether Live goes on when this song is over. */
  readonly leadsToLive: boolean
  readonly suggestions: readonly Suggestion[]
}

/** The items that are offered, without those that the listener does not want now. */
export function offerOf(shown: Recommendation | null, isUnwanted: (trackId: string) => boolean): Recommendation | null {
  if (shown === null) return null
  return { ...shown, items: shown.items.filter(({ trackId }) => !isUnwanted(trackId)) }
}

/** The track that is loaded ahead; null: none yet. */
export function committedIn(listening: Listening): string | null {
  const { paused, positionMs, durationMs, leadsToLive, suggestions } = listening
  if (paused || !leadsToLive || durationMs <= 0 || durationMs - positionMs > COMMITTED_MS) return null
  return suggestions[0]?.trackId ?? null
}

/** What is said after an act: what comes next now, and why. */
export function nextWords(title: string, reason: string): string {
  return reason === '' ? `Next: ${title}` : `Next: ${title}; ${lowered(reason)}`
}
