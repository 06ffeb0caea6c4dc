import type { TrackId } from '../../schemas/generated.ts'
import type { AnswerOf, Exclusion, listSimilar } from '../../schemas/http.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import type { Catalogue } from './catalogue.ts'
import { entriesNamed, wholeName } from './catalogue.ts'
import { playableTrack } from './track-item.ts'

/** The nearest that are here, the nearest first; empty until the track itself is analysed. Tracks without an artist or album share it with no other. */
export function similarItems(
  content: Catalogue,
  index: LibraryIndex,
  id: TrackId,
  limit: number,
  exclusions: readonly Exclusion[] = [],
): AnswerOf<typeof listSimilar>['items'] {
  return index
    .nearest(id, limit, excluded(content, id, exclusions))
    .flatMap((near): AnswerOf<typeof listSimilar>['items'] => {
      const entry = content.entries.get(near.trackId)
      if (entry === undefined) return []
      return [{ ...playableTrack(content, entry), distance: near.distance, why: near.alike }]
    })
}

function excluded(content: Catalogue, id: TrackId, exclusions: readonly Exclusion[]): ReadonlySet<TrackId> {
  const of = content.entries.get(id)?.reference
  if (of === undefined || exclusions.length === 0) return content.absent
  const left = new Set(content.absent)
  const leaveOut = (key: string) => {
    for (const { reference } of entriesNamed(content, key)) left.add(reference.trackId)
  }
  if (exclusions.includes('same-artist') && of.artist !== '') leaveOut(wholeName('artist', of.artist))
  if (exclusions.includes('same-album') && of.album !== '') leaveOut(wholeName('album', of.album))
  return left
}
