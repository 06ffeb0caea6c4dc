import { z } from './shape.ts'

const reasonShape = z.object({
  kind: z.catch(z.enum(['like', 'finish', 'play', 'discover', 'follow', 'arrival', 'radio', 'unknown']), 'unknown'),
  seedTrackId: z._default(z.nullable(z.string()), null),
  seedTitle: z._default(z.nullable(z.string()), null),
  /** What the two have most in common, best first. */
  alike: z._default(z.array(z.string()), []),
  /** How many listeners have both tracks, where it rests on that. */
  listeners: z.optional(z.nullable(z.number())),
})
export type Reason = z.infer<typeof reasonShape>

const suggestionShape = z.object({
  trackId: z.string(),
  rank: z.number(),
  /** Null where the server leaves the names to be asked for. */
  title: z._default(z.nullable(z.string()), null),
  artist: z._default(z.nullable(z.string()), null),
  reason: reasonShape,
})
export type Suggestion = z.infer<typeof suggestionShape>

/** What to play next, best first. */
export const recommendationShape = z.object({
  recommendationId: z.string(),
  items: z.array(suggestionShape),
})
export type Recommendation = z.infer<typeof recommendationShape>

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
      const who = reason.listeners == null ? 'Listeners' : `${reason.listeners} listeners`
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

/** Tracks that a recommendation names without telling what they are called. */
export function namelessIn(recommendation: Recommendation): readonly string[] {
  const ids = recommendation.items.flatMap(({ trackId, title, reason }) => [
    ...(title === null ? [trackId] : []),
    ...(reason.seedTrackId !== null && reason.seedTitle === null ? [reason.seedTrackId] : []),
  ])
  return [...new Set(ids)]
}

/** `a`, `a and b`, `a, b and c`. */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  return before.length === 0 ? last : `${before.join(', ')} and ${last}`
}
