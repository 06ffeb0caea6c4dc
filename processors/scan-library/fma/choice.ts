import { seededHash } from '../../shared/random.ts'
import type { Subset } from './row.ts'
import { SUBSETS } from './row.ts'

/** The wanted tracks of the data set. */
export interface FmaChoice {
  /** Null: the largest whose audio folder exists. */
  readonly subset: Subset | null
  /** Maximum number of tracks, the lowest ids first. Null: all. */
  readonly limit: number | null
  /** Size of a random sample. Null: all. */
  readonly sample: number | null
  readonly seed: number
}

export function isWithin(subset: Subset, wanted: Subset): boolean {
  return SUBSETS.indexOf(subset) <= SUBSETS.indexOf(wanted)
}

/**
 * The wanted ones of some tracks, by ascending id. A sample is the tracks whose ids hash lowest under the seed: it is the
 * same on every machine and in any order, and a larger sample contains every smaller one.
 */
export function chosen(ids: readonly number[], { limit, sample, seed }: FmaChoice): readonly number[] {
  const rising = [...ids].sort((a, b) => a - b)
  if (sample !== null) return sampled(rising, sample, seed)
  return limit === null ? rising : rising.slice(0, limit)
}

function sampled(ids: readonly number[], count: number, seed: number): readonly number[] {
  return ids
    .map((id) => ({ id, hash: seededHash(id, seed) }))
    .sort((a, b) => a.hash - b.hash || a.id - b.id)
    .slice(0, count)
    .map(({ id }) => id)
    .sort((a, b) => a - b)
}
