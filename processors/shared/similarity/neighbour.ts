import { checked } from '../numeric.ts'
import type { TrackId } from '../../../schemas/generated.ts'
import { groupRanges } from './vector.ts'
import type { Group } from './vector.ts'

/** A track as a neighbour of another one. */
export interface Neighbour {
  readonly trackId: TrackId
  /** Euclidean distance in the scaled space: 0 is the same, about 1.4 unrelated, 2 the most. */
  readonly distance: number
  /** The same within each group of dimensions, whatever its weight. */
  readonly groups: Readonly<Record<Group, number>>
  /** Groups in which the two are nearer than 1, the most alike first; often several, sometimes none. */
  readonly alike: readonly Group[]
}

/** A distance within a group is from 0 to 2; below 1 the two vectors are less than 60 degrees apart. */
const ALIKE_BELOW = 1

/** Compares a track that was found with the query, both in scaled space. */
export function neighbour(trackId: TrackId, query: Float32Array, found: Float32Array): Neighbour {
  const groups = { timbre: 0, texture: 0, rhythm: 0, tempo: 0, harmony: 0, brightness: 0, noisiness: 0 }
  let sum = 0
  for (const { name, from, to, weight } of groupRanges) {
    let ofGroup = 0
    for (let d = from; d < to; d += 1) {
      const squared = (checked(query[d]) - checked(found[d])) ** 2
      ofGroup += squared
      sum += squared
    }
    groups[name] = Math.sqrt(ofGroup) / Math.sqrt(weight)
  }
  const alike = names.filter((name) => groups[name] < ALIKE_BELOW)
  alike.sort((a, b) => groups[a] - groups[b]) // a stable sort: equal ones stay in the order of the vector
  return { trackId, distance: Math.sqrt(sum), groups, alike }
}

const names = groupRanges.map(({ name }) => name)
