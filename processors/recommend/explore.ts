import type { TrackId } from '../../schemas/generated.ts'
import { uniformHash } from '../shared/random.ts'

/** A track drawn at random. */
export interface Explored {
  readonly trackId: TrackId
  /** The probability with which this track was drawn, for inverse propensity scoring. */
  readonly propensity: number
}

/**
 * Draws one eligible track: first a cell with a probability proportional to its size, then one of its eligible tracks
 * uniformly, so that only one cell is searched. The same seed draws the same track.
 * @returns null when the drawn cell has no eligible track.
 */
export function explore(
  cells: readonly (readonly TrackId[])[],
  isEligible: (id: TrackId) => boolean,
  seed: string,
): Explored | null {
  const total = cells.reduce((sum, cell) => sum + cell.length, 0)
  const drawn = Math.floor(uniformHash(`cell/${seed}`) * total)
  let end = 0
  for (const cell of cells) {
    end += cell.length
    if (drawn >= end) continue
    const eligible = cell.filter(isEligible)
    const trackId = eligible[Math.floor(uniformHash(`track/${seed}`) * eligible.length)]
    return trackId === undefined ? null : { trackId, propensity: cell.length / total / eligible.length }
  }
  return null
}
