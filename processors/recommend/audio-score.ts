import type { TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import { checked } from '../shared/numeric.ts'
import type { Anchor } from './anchors.ts'
import { similarity } from './similarity.ts'

/** The audio similarity score of a candidate. */
export interface AudioScore {
  readonly trackId: TrackId
  /** The sum over all anchors of weight × similarity. */
  readonly score: number
  /** The anchor with the largest term, and that term; null and 0 when no term is above 0. */
  readonly best: Anchor | null
  readonly most: number
  /** The cluster of anchors with the largest sum; null when no term is above 0. */
  readonly cluster: number | null
}

/** The scores of some tracks, in their order. */
export function audioScores(
  trackIds: readonly TrackId[],
  anchors: readonly Anchor[],
  index: LibraryIndex,
): readonly AudioScore[] {
  const distances = index.distances(
    anchors.map(({ trackId }) => trackId),
    trackIds,
  )
  const sums = new Float64Array(anchors.length)
  return trackIds.map((trackId, column) => {
    sums.fill(0)
    let score = 0
    let best: Anchor | null = null
    let most = 0
    for (const [row, anchor] of anchors.entries()) {
      const distance = distances[row * trackIds.length + column] ?? NaN
      if (Number.isNaN(distance)) continue
      const term = anchor.weight * similarity(distance)
      score += term
      sums[anchor.cluster] = checked(sums[anchor.cluster]) + term
      if (term > most) {
        most = term
        best = anchor
      }
    }
    const cluster = sums.reduce((top, sum, n) => (sum > checked(sums[top]) ? n : top), 0)
    return { trackId, score, best, most, cluster: best === null ? null : cluster }
  })
}
