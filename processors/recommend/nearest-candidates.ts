import type { TrackId } from '../../schemas/generated.ts'
import { checked } from '../shared/numeric.ts'
import type { Anchor } from './anchors.ts'
import type { Excluded } from './model.ts'
import type { NeighbourCache } from './neighbour-cache.ts'

/** Neighbours of the anchors that are compared with every anchor; the others are dominated by them. */
const COMPARED = 40

/**
 * Candidates from the neighbour lists of the positive anchors, the largest sum of weight × similarity within the lists first.
 * Each cluster of anchors contributes the same number, so that a weak one is not crowded out before it is scored.
 */
export function nearestCandidates(
  anchors: readonly Anchor[],
  cache: NeighbourCache,
  exclude: Excluded,
): readonly TrackId[] {
  const byCluster = new Map<number, Anchor[]>()
  for (const anchor of anchors) {
    if (anchor.weight <= 0) continue
    const known = byCluster.get(anchor.cluster)
    if (known === undefined) byCluster.set(anchor.cluster, [anchor])
    else known.push(anchor)
  }
  const each = Math.ceil(COMPARED / Math.max(1, byCluster.size))
  return [...byCluster.values()].flatMap((ofCluster) => {
    const [anchor, ...others] = ofCluster
    const isAlone = anchor !== undefined && others.length === 0
    return topKeys(
      isAlone ? upperBounds(anchor, cache, exclude, each) : summedSimilarities(ofCluster, cache, exclude),
      each,
    )
  })
}

/** The first of one anchor's list, with weight × similarity: as many as are wanted, and those that equal the last of them. */
function upperBounds(
  { trackId, weight }: Anchor,
  cache: NeighbourCache,
  exclude: Excluded,
  wanted: number,
): ReadonlyMap<TrackId, number> {
  const { trackIds, similarities } = cache.neighboursOf(trackId)
  const found = new Map<TrackId, number>()
  let last = Infinity
  for (const [i, id] of trackIds.entries()) {
    if (exclude.has(id)) continue
    const bound = weight * checked(similarities[i])
    if (found.size >= wanted && bound < last) break
    found.set(id, bound)
    last = bound
  }
  return found
}

function summedSimilarities(
  anchors: readonly Anchor[],
  cache: NeighbourCache,
  exclude: Excluded,
): ReadonlyMap<TrackId, number> {
  const found = new Map<TrackId, number>()
  for (const { trackId, weight } of anchors) {
    const { trackIds, similarities } = cache.neighboursOf(trackId)
    for (const [i, id] of trackIds.entries()) {
      if (!exclude.has(id)) found.set(id, (found.get(id) ?? 0) + weight * checked(similarities[i]))
    }
  }
  return found
}

/** The keys of the `count` largest numbers, largest first, equal ones by key. Only these are sorted: there are many more. */
function topKeys(numbers: ReadonlyMap<TrackId, number>, count: number): readonly TrackId[] {
  const [keys, values]: [TrackId[], number[]] = [[], []]
  for (const [key, value] of numbers) {
    let place = keys.length
    while (place > 0 && isBefore(value, key, checked(values[place - 1]), checked(keys[place - 1]))) place -= 1
    if (place === count) continue
    keys.splice(place, 0, key)
    values.splice(place, 0, value)
    if (keys.length > count) {
      keys.pop()
      values.pop()
    }
  }
  return keys
}

const isBefore = (value: number, key: TrackId, otherValue: number, otherKey: TrackId): boolean =>
  value > otherValue || (value === otherValue && key < otherKey)
