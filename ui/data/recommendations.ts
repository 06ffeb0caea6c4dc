import type * as z from 'zod/mini'
import type { reasonShape, recommendationsShape, suggestionShape } from '../../schemas/live.ts'

export type Reason = z.output<typeof reasonShape>
export type Suggestion = z.output<typeof suggestionShape>
/** What to play next, best first. */
export type Recommendation = z.output<typeof recommendationsShape>

const BECAUSE = { like: 'Because you liked', finish: 'Because you finished', play: 'Because you played' } as const

/** What two tracks have most in common comes first; more words than this are not read. */
const MOST_WORDS = 3

/** Why something is suggested, in words. `seedTitle` is of the track that it resembles, where it is known. */
export function reasonWords(reason: Reason, seedTitle: string | null): string {
  const alike = reason.alike.length === 0 ? '' : `similar ${listed(reason.alike.slice(0, MOST_WORDS))}`
  switch (reason.kind) {
    case 'discover':
      return 'Something new to try'
    case 'arrival':
      return alike === '' ? 'New in your library' : `New in your library: ${alike}`
    case 'follow': {
      const who = reason.listeners === null ? 'Listeners' : `${reason.listeners} listeners`
      return `${who} who played ${seedTitle ?? 'what you played'} went on to this`
    }
    case 'radio':
      return seedTitle === null || alike === '' ? 'On your radio' : `Radio of ${seedTitle}: ${alike}`
    case 'unknown':
      return alike === '' ? 'Picked for you' : `Picked for you: ${alike}`
    case 'like':
    case 'finish':
    case 'play': {
      const because = `${BECAUSE[reason.kind]} ${seedTitle ?? 'a track like it'}`
      return alike === '' ? because : `${because}: ${alike}`
    }
  }
}

/** Tracks that suggestions resemble, and whose titles the server did not give. */
export function namelessIn(recommendation: Recommendation): readonly string[] {
  const ids = recommendation.items.flatMap(({ reason: { seedTrackId, seedTitle } }) =>
    seedTrackId !== null && seedTitle === null ? [seedTrackId] : [],
  )
  return [...new Set(ids)]
}

/** `a`, `a and b`, `a, b and c`. */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  return before.length === 0 ? last : `${before.join(', ')} and ${last}`
}
