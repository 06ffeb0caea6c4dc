import { seededHash } from '../../shared/random.ts'
import type { Subset } from './row.ts'
import { SUBSETS } from './row.ts'

/** Which tracks of the data set are wanted. */
export interface FmaChoice {
  /** Null: the largest whose audio is there. */
  readonly subset: Subset | null
  /** The first so many by identity. Null: all. */
  readonly limit: number | null
  /** So many drawn by the seed. Null: all. */
  readonly sample: number | null
  readonly seed: number
}

export function isWithin(subset: Subset, wanted: Subset): boolean {
  return SUBSETS.indexOf(subset) <= SUBSETS.indexOf(wanted)
}

/**
 * The wanted of some tracks, by rising identity. A sample is those whose identities hash lowest under the seed: the same on
 * every machine, whatever the order, and a larger one holds every smaller one.
 */
export function chosen(ids: readonly number[], { limit, sample, seed }: FmaChoice): readonly number[] {
  const rising = [...ids].sort((a, b) => a - b)
  if (sample !== null) return drawn(rising, sample, seed)
  return limit === null ? rising : rising.slice(0, limit)
}

function drawn(ids: readonly number[], count: number, seed: number): readonly number[] {
  return ids
    .map((id) => ({ id, hash: seededHash(id, seed) }))
    .sort((a, b) => a.hash - b.hash || a.id - b.id)
    .slice(0, count)
    .map(({ id }) => id)
    .sort((a, b) => a - b)
}
