import { playableShape } from '../../schemas/http.ts'
import type { Via } from '../../schemas/live.ts'
import { z } from './shape.ts'
import type { Suggestions } from './suggestions.ts'
import { nextSuggestion } from './suggestions.ts'
import type { Track } from './tracks.ts'

/** How many played tracks are remembered for going back. */
const MAX_PLAYED = 30
/** How far playing goes on in the library when nothing is suggested. */
export const MAX_FOLLOWING = 30

export const queueShape = z.object({
  /** Newest first, without the present one. */
  played: z.readonly(z.array(playableShape).check(z.maxLength(MAX_PLAYED))),
  /** What stood after the last picked track in the list that it was picked from. */
  following: z.readonly(z.array(playableShape).check(z.maxLength(MAX_FOLLOWING))),
})
export type Queue = z.infer<typeof queueShape>

export const emptyQueue: Queue = { played: [], following: [] }

/** What is to be played, and why. */
export interface Choice {
  readonly track: Track
  readonly via: Via
  readonly recommendationId: string | null
}

/** What comes after the present track: the best suggestion, else what follows in the library; null: silence. */
export function nextChoice(queue: Queue, suggestions: Suggestions, currentId: string | null): Choice | null {
  const suggestion = nextSuggestion(suggestions, currentId)
  if (suggestion !== null && suggestions.shown !== null) {
    const { trackId, title, artist } = suggestion
    const track = { trackId, title, artist, album: '', durationMs: null, hasArt: false }
    return { track, via: 'recommended', recommendationId: suggestions.shown.recommendationId }
  }
  const following = queue.following.find(({ trackId }) => trackId !== currentId)
  return following === undefined ? null : { track: following, via: 'radio', recommendationId: null }
}

/** The present track makes room for another. */
export function withPlayed(queue: Queue, track: Track): Queue {
  const others = queue.played.filter(({ trackId }) => trackId !== track.trackId)
  return { ...queue, played: [track, ...others].slice(0, MAX_PLAYED) }
}

/** Playing goes on after this track, which the listener picked or which was next in line. */
export function withFollowing(queue: Queue, following: readonly Track[]): Queue {
  return { ...queue, following: following.slice(0, MAX_FOLLOWING) }
}

/** In line is only what comes after the track that plays now. */
export function withoutPassed(queue: Queue, trackId: string): Queue {
  const at = queue.following.findIndex((track) => track.trackId === trackId)
  return at < 0 ? queue : { ...queue, following: queue.following.slice(at + 1) }
}

/** Going back takes the newest played track out of the queue; null when there is none. */
export function previousChoice(queue: Queue): { readonly choice: Choice; readonly queue: Queue } | null {
  const [track, ...played] = queue.played
  if (track === undefined) return null
  return { choice: { track, via: 'chosen', recommendationId: null }, queue: { ...queue, played } }
}
