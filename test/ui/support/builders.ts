import type { LibraryProgress } from '../../../ui/data/library.ts'
import type { Reason, Recommendation, Suggestion } from '../../../ui/data/recommendations.ts'

export type ScanProgress = NonNullable<LibraryProgress['scan']>

/** A scan that is over and found nothing, but for the given fields. */
export const scanOf = (fields: Partial<ScanProgress> = {}): ScanProgress => ({
  phase: 'watching',
  startedAt: 1_700_000_000_000,
  found: 0,
  looked: 0,
  unchanged: 0,
  duplicates: 0,
  failed: 0,
  settling: 0,
  missing: 0,
  newTracks: 0,
  changedTracks: 0,
  removedTracks: 0,
  current: null,
  ...fields,
})

export const reasonOf = (fields: Partial<Reason> = {}): Reason => ({
  kind: 'like',
  seedTrackId: null,
  seedTitle: null,
  seedArtist: null,
  seedOffset: null,
  distance: null,
  alike: [],
  apart: [],
  listeners: null,
  ...fields,
})

/** A recommendation of tracks, best first; a track is given by its id or by the fields of its suggestion. */
export function recommendationOf(
  recommendationId: string,
  items: readonly (string | (Partial<Suggestion> & { readonly trackId: string }))[],
): Recommendation {
  return {
    type: 'recommendations',
    recommendationId,
    model: 'neighbours-5',
    indexVersion: 1,
    candidates: items.length,
    causedBy: { playId: 'p1', partition: 0, offset: 1, event: 'liked', trackId: null, title: null },
    items: items
      .map((item) => (typeof item === 'string' ? { trackId: item } : item))
      .map((item, index) => ({
        rank: index + 1,
        score: 1 / (index + 1),
        propensity: 1,
        explored: false,
        isNew: false,
        title: item.trackId,
        artist: '',
        album: '',
        albumId: null,
        artistIds: [],
        genres: [],
        durationMs: null,
        hasArt: false,
        reason: reasonOf(),
        ...item,
      })),
  }
}
