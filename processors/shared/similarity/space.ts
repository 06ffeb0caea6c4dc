import { checked } from '../numeric.ts'
import { groupRanges } from './vector.ts'
import type { GroupRange } from './vector.ts'

/** Standardisation: each dimension minus its mean, divided by its standard deviation. */
export interface Scaling {
  readonly mean: readonly number[]
  /** 1 where the deviation would be 0: a constant dimension then stays at 0. */
  readonly deviation: readonly number[]
}

/** @param vectors raw, of one length; none gives a scaling of no dimensions. */
export function fitScaling(vectors: readonly Float64Array[]): Scaling {
  const dimensions = vectors[0]?.length ?? 0
  const mean = new Float64Array(dimensions)
  for (const vector of vectors) for (let d = 0; d < dimensions; d += 1) mean[d] = checked(mean[d]) + checked(vector[d])
  for (let d = 0; d < dimensions; d += 1) mean[d] = checked(mean[d]) / vectors.length
  const squares = new Float64Array(dimensions)
  for (const vector of vectors) {
    for (let d = 0; d < dimensions; d += 1)
      squares[d] = checked(squares[d]) + (checked(vector[d]) - checked(mean[d])) ** 2
  }
  const deviation = Array.from(squares, (sum) => {
    const found = Math.sqrt(sum / vectors.length)
    return found > 0 && Number.isFinite(1 / found) ? found : 1
  })
  return { mean: [...mean], deviation }
}

/**
 * Added to the mean square of a group before its length is normalised; a typical one is 1. A track near the average keeps a
 * shorter vector, since the direction of so short a one is mostly noise.
 */
const SOFTNESS = 0.1

/**
 * Standardises each dimension, then brings each group of dimensions to about unit length: what counts is in which ways a
 * track differs from the library's average, not how much. So no group dominates, outliers are no farther from
 * all others than any track, and average tracks do not become hubs (M. Radovanović et al., "Hubs in space", 2010; centring
 * and unit length against hubs: I. Suzuki et al., 2013). The squared distance of two tracks is then the weighted sum over the
 * groups of about 2 - 2 cos: 0 for equal, 2 for unrelated and 4 for opposite ones; so a distance is from 0 to 2. An average
 * track lies at the origin.
 */
export function scale(
  vector: Float64Array,
  { mean, deviation }: Scaling,
  groups: readonly Omit<GroupRange, 'name'>[] = groupRanges,
): Float64Array {
  const scaled = vector.map((value, d) => (value - checked(mean[d])) / checked(deviation[d]))
  for (const { from, to, weight } of groups) {
    let squares = 0
    for (let d = from; d < to; d += 1) squares += checked(scaled[d]) ** 2
    const size = to - from
    const factor = Math.sqrt(weight / size / (SOFTNESS + squares / size))
    for (let d = from; d < to; d += 1) scaled[d] = checked(scaled[d]) * factor
  }
  return scaled
}

/** Euclidean distance over the dimensions `from` (inclusive) to `to` (exclusive). */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>, from = 0, to = a.length): number {
  let sum = 0
  for (let d = from; d < to; d += 1) sum += (checked(a[d]) - checked(b[d])) ** 2
  return Math.sqrt(sum)
}

/** The same over all dimensions, for Float32Array alone: with one kind of array V8 compiles a loop of direct loads. */
export function wholeDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let d = 0; d < a.length; d += 1) sum += (checked(a[d]) - checked(b[d])) ** 2
  return Math.sqrt(sum)
}

/** Cells by distance of their centres, equal ones by number. */
export function nearestCells(scaled: Float64Array, centres: readonly Centre[]): readonly CellDistance[] {
  return centres
    .map(({ cell, position }) => ({ cell, distance: distance(scaled, position) }))
    .sort((a, b) => a.distance - b.distance || a.cell - b.cell)
}

export interface Centre {
  readonly cell: number
  readonly position: ArrayLike<number>
}

export interface CellDistance {
  readonly cell: number
  readonly distance: number
}
