import type { LibraryIndex } from '../../processors/shared/similarity/library-index.ts'
import { trackId } from '../../schemas/generated.ts'
import type { TrackId } from '../../schemas/generated.ts'

/** An index whose tracks are points of a plane, for tests that need exact distances. Searches are counted. */
export interface PlaneIndex extends LibraryIndex {
  revision: number
  searches: number
}

export function planeIndex(
  points: Readonly<Record<string, readonly [x: number, y: number]>>,
  cells: readonly (readonly TrackId[])[] = [Object.keys(points).map((id) => trackId(id))],
): PlaneIndex {
  const between = (a: TrackId, b: TrackId) => {
    const [p, q] = [points[a], points[b]]
    return p === undefined || q === undefined ? null : Math.hypot(p[0] - q[0], p[1] - q[1])
  }
  const ids = Object.keys(points).map((id) => trackId(id))
  const index: PlaneIndex = {
    codebook: null,
    version: 0,
    revision: 0,
    searches: 0,
    sizes: { known: ids.length, indexed: ids.length },
    has: (id) => points[id] !== undefined,
    nearest: () => [],
    around(id, limit) {
      index.searches += 1
      const near = ids
        .filter((other) => other !== id)
        .map((other) => ({ other, distance: between(id, other) ?? NaN }))
        .sort((a, b) => a.distance - b.distance || (a.other < b.other ? -1 : 1))
        .slice(0, limit)
      return { trackIds: near.map(({ other }) => other), distances: near.map(({ distance }) => distance) }
    },
    between,
    distances: (rows, columns) => Float64Array.from(rows.flatMap((a) => columns.map((b) => between(a, b) ?? NaN))),
    compare: () => null,
    cells: () => cells,
    get maintenance(): LibraryIndex['maintenance'] {
      throw new Error('The recommender does not maintain the index.')
    },
  }
  return index
}
