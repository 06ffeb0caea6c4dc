import type { TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
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

/** What may be left out: tracks by the same artist, tracks of the same album. */
export const EXCLUSIONS = ['same-artist', 'same-album'] as const
export type Exclusion = (typeof EXCLUSIONS)[number]

/** The nearest first; empty while the track itself has not been heard. An artist or album that is not named is no other's. */
export function similarItems(
  content: Catalogue,
  index: LibraryIndex,
  id: TrackId,
  limit: number,
  exclusions: readonly Exclusion[] = [],
): readonly SimilarItem[] {
  return index.nearest(id, limit, excluded(content, id, exclusions)).flatMap((near): SimilarItem[] => {
    const reference = content.entries.get(near.trackId)?.reference
    if (reference === undefined) return []
    const { trackId, title, artist, album } = reference
    const hasArt = hasCover(reference)
    const durationMs = content.sounds.get(trackId)?.durationMs ?? reference.durationMs
    return [{ trackId, distance: near.distance, why: near.alike, title, artist, album, durationMs, hasArt }]
  })
}

function excluded(content: Catalogue, id: TrackId, exclusions: readonly Exclusion[]): ReadonlySet<TrackId> {
  const of = content.entries.get(id)?.reference
  if (of === undefined || exclusions.length === 0) return new Set()
  const isSame = (one: string, other: string) => one !== '' && one === other
  return new Set(
    [...content.entries.values()]
      .filter(
        ({ reference: { artist, album } }) =>
          (exclusions.includes('same-artist') && isSame(of.artist, artist)) ||
          (exclusions.includes('same-album') && isSame(of.album, album)),
      )
      .map(({ reference }) => reference.trackId),
  )
}
