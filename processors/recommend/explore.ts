import type { TrackId } from '../../schemas/generated.ts'
import { uniformHash } from '../shared/random.ts'

export interface Explored {
  readonly trackId: TrackId
  /** The chance that just this track had of being drawn. */
  readonly propensity: number
}

/**
 * Draws one track from all cells: a cell by its number of tracks, then one of its eligible tracks, so that only one cell
 * need be looked through. The same seed draws the same.
 * @returns null when the cell that was drawn has no eligible track.
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
