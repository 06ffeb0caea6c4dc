import type { Recommendation } from '../data/recommendations.ts'
import { lowered } from '../data/reasons.ts'

/** The items that are offered, without those that the listener does not want now. */
export function offerOf(shown: Recommendation | null, isUnwanted: (trackId: string) => boolean): Recommendation | null {
  if (shown === null) return null
  return { ...shown, items: shown.items.filter(({ trackId }) => !isUnwanted(trackId)) }
}

/** What is said after an act: what comes next now, and why. */
export function nextWords(title: string, reason: string): string {
  return reason === '' ? `Next: ${title}` : `Next: ${title}; ${lowered(reason)}`
}
