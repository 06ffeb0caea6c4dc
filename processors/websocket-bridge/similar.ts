import type { TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../index-tracks/library-index.ts'
import type { Catalogue } from './catalogue.ts'
import { hasCover } from './catalogue.ts'

/** A track that sounds like another. */
export interface SimilarItem {
  readonly trackId: TrackId
  /** In the index's scaled space; 0 is the same. */
  readonly distance: number
  /** What the two have most in common, best first. */
  readonly why: readonly string[]
  readonly title: string
  readonly artist: string
  readonly album: string
  readonly durationMs: number | null
  readonly hasArt: boolean
}

/** The nearest first; empty while the track itself has not been heard. */
export function similarItems(
  content: Catalogue,
  index: LibraryIndex,
  id: TrackId,
  limit: number,
): readonly SimilarItem[] {
  return index.nearest(id, limit).flatMap((near): SimilarItem[] => {
    const reference = content.entries.get(near.trackId)?.reference
    if (reference === undefined) return []
    const { trackId, title, artist, album } = reference
    const hasArt = hasCover(reference)
    const durationMs = content.sounds.get(trackId)?.durationMs ?? reference.durationMs
    return [{ trackId, distance: near.distance, why: near.alike, title, artist, album, durationMs, hasArt }]
  })
}
