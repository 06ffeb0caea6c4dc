import type { TrackId } from '../../schemas/generated.ts'
import type { Neighbour } from './library-index.ts'
import { distance } from './space.ts'
import type { Group } from './vector.ts'
import { groupRanges } from './vector.ts'

/** Two tracks drawn at random differ by the root of two standard deviations in a dimension. */
const ALIKE_BELOW = 1

/** Compares a found track with what was searched for; both in scaled space. */
export function neighbour(trackId: TrackId, query: Float64Array, found: Float64Array): Neighbour {
  const byGroup = groupRanges.map(({ name, from, to }) => ({
    name,
    apart: distance(query, found, from, to) / Math.sqrt(to - from),
  }))
  const apart = (group: Group): number => byGroup.find(({ name }) => name === group)?.apart ?? 0
  return {
    trackId,
    distance: distance(query, found),
    groups: { timbre: apart('timbre'), brightness: apart('brightness'), noisiness: apart('noisiness') },
    alike: byGroup
      .filter((group) => group.apart < ALIKE_BELOW)
      .sort((a, b) => a.apart - b.apart) // a stable sort: equal ones stay in the order of the vector
      .map(({ name }) => name),
  }
}
