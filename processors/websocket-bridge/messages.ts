import type {
  LibraryScan,
  ListenerId,
  Reason,
  Recommendation,
  RecommendationId,
  TrackId,
} from '../../schemas/generated.ts'
import type { Position } from '../../streams/engine/topic.ts'
import type { Catalogue } from './catalogue.ts'
import type { FeedbackMessage } from './feedback.ts'
import type { RefusalCode } from './protocol.ts'

/** Titles and names in a pushed message are cut to this many UTF-16 units: a tag may hold a book. */
const MAX_NAME = 200

/** What is said to a player. */
export type ServerMessage =
  | { readonly type: 'welcome'; readonly listenerId: ListenerId }
  | ({ readonly type: 'ack'; readonly playId: string } & Position)
  | { readonly type: 'error'; readonly code: RefusalCode; readonly playId?: string }
  | ({ readonly type: 'library' } & LibraryProgress)
  | RecommendationsMessage
  | FeedbackMessage

export interface LibraryProgress {
  readonly tracks: number
  readonly heard: number
  readonly failed: number
  readonly indexed: number
  /** Null while no scanner has told. */
  readonly scan: ScanProgress | null
}

/** How far the scan is; what could not be read is told elsewhere. */
export type ScanProgress = Omit<LibraryScan, 'problems' | 'passStartedAt' | 'readFiles' | 'readBytes'>

export interface RecommendationsMessage {
  readonly type: 'recommendations'
  readonly recommendationId: RecommendationId
  readonly model: string
  readonly causedBy: { readonly playId: string }
  readonly items: readonly SuggestedItem[]
}

/** One suggestion, with the names that a player shows. */
export interface SuggestedItem {
  readonly trackId: TrackId
  readonly rank: number
  readonly score: number
  readonly title: string
  readonly artist: string
  readonly reason: Reason & { readonly seedTitle: string | null; readonly seedArtist: string | null }
}

/** Tracks that are no longer in the library are left out: they cannot be played. */
export function recommendationsMessage(content: Catalogue, recommendation: Recommendation): RecommendationsMessage {
  const items = recommendation.items.flatMap(({ trackId, rank, score, reason }): SuggestedItem[] => {
    const names = namesOf(content, trackId)
    if (names === null) return []
    const seed = reason.seedTrackId === null ? null : namesOf(content, reason.seedTrackId)
    const told = { ...reason, seedTitle: seed?.title ?? null, seedArtist: seed?.artist ?? null }
    return [{ trackId, rank, score, ...names, reason: told }]
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
 * Whether a recommendation replaces the one that a listener has. Read ahead of the commit, a run that was aborted comes
 * again from its first record: twins of what was pushed, and of what that had replaced, are passed over.
 */
export function replaces(candidate: Recommendation, held: Recommendation | undefined): boolean {
  if (held === undefined) return true
  if (candidate.recommendationId === held.recommendationId) return false
  const sameLog =
    candidate.causedBy.topic === held.causedBy.topic && candidate.causedBy.partition === held.causedBy.partition
  return !sameLog || candidate.causedBy.offset >= held.causedBy.offset
}
