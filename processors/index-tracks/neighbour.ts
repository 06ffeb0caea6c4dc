import type { TrackId } from '../../schemas/generated.ts'
import type { Neighbour } from './library-index.ts'
import { distance } from './space.ts'
import type { Group } from './vector.ts'
import { groupRanges } from './vector.ts'

/** Of 0 to 2 within a group: nearer than this, the two differ from the average in much the same ways (60 degrees). */
const ALIKE_BELOW = 1

/** Compares a found track with what was searched for; both in scaled space. */
export function neighbour(trackId: TrackId, query: Float64Array, found: Float64Array): Neighbour {
  const byGroup = groupRanges.map(({ name, from, to, weight }) => ({
    name,
    apart: distance(query, found, from, to) / Math.sqrt(weight),
  }))
  const apart = (group: Group): number => byGroup.find(({ name }) => name === group)?.apart ?? 0
  return {
    trackId,
    distance: distance(query, found),
    groups: {
      timbre: apart('timbre'),
      texture: apart('texture'),
      rhythm: apart('rhythm'),
      tempo: apart('tempo'),
      harmony: apart('harmony'),
      brightness: apart('brightness'),
      noisiness: apart('noisiness'),
    },
    alike: byGroup
      .filter((group) => group.apart < ALIKE_BELOW)
      .sort((a, b) => a.apart - b.apart) // a stable sort: equal ones stay in the order of the vector
      .map(({ name }) => name),
  }
}
