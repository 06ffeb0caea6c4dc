import type { Recommendation, TrackId } from '../../schemas/generated.ts'
import type { RecommendationsMessage } from '../../schemas/live.ts'
import type { Catalogue } from './catalogue.ts'

/** Titles and names in a pushed message are cut to this many UTF-16 units: a tag may hold a book. */
const MAX_NAME = 200

/** A recommendation as a player gets it. Tracks that are no longer in the library, or not here now, are left out: they cannot be played. */
export function recommendationsMessage(content: Catalogue, recommendation: Recommendation): RecommendationsMessage {
  const items = recommendation.items.flatMap(({ trackId, rank, score, reason }): RecommendationsMessage['items'] => {
    const names = namesOf(content, trackId)
    if (names === null || content.absent.has(trackId)) return []
    const seed = reason.seedTrackId === null ? null : namesOf(content, reason.seedTrackId)
    const named = { ...reason, seedTitle: seed?.title ?? null, seedArtist: seed?.artist ?? null }
    return [{ trackId, rank, score, ...names, reason: named }]
  })
  const { recommendationId, model, causedBy } = recommendation
  return { type: 'recommendations', recommendationId, model, causedBy: { playId: causedBy.playId }, items }
}

function namesOf(content: Catalogue, id: TrackId): { readonly title: string; readonly artist: string } | null {
  const reference = content.entries.get(id)?.reference
  if (reference === undefined) return null
  return { title: reference.title.slice(0, MAX_NAME), artist: reference.artist.slice(0, MAX_NAME) }
}

/**
 * Whether a recommendation replaces the one that a listener has. Records are read ahead of their commit, so a transaction
 * that was aborted is read again from its first record: duplicates of the recommendation held, and of earlier ones, are
 * ignored.
 */
export function replaces(candidate: Recommendation, held: Recommendation | undefined): boolean {
  if (held === undefined) return true
  if (candidate.recommendationId === held.recommendationId) return false
  const sameLog =
    candidate.causedBy.topic === held.causedBy.topic && candidate.causedBy.partition === held.causedBy.partition
  return !sameLog || candidate.causedBy.offset >= held.causedBy.offset
}
