import { checked } from '../../../../processors/shared/numeric.ts'
import { distance, fitScaling, scale } from '../../../../processors/shared/similarity/space.ts'
import type { TuningSample } from './sample.ts'

/** Scalings of the dimensions. The first is that of the index. */
export const SCALINGS = ['about unit length', 'standardised', 'least to most'] as const
export type ScalingName = (typeof SCALINGS)[number]

/** A sample under one scaling, with the distance matrix of each group, before the groups are weighted. */
export interface DistanceMatrices {
  /** Points in which each group weighs 1. */
  readonly points: readonly Float64Array[]
  /** For each group the squared distances between all items, row by row. */
  readonly squared: readonly Float32Array[]
}

/** Takes 4 bytes for each pair of items and each group. */
export function distanceMatricesOf(sample: TuningSample, scaling: ScalingName): DistanceMatrices {
  const points = scaled(sample, scaling)
  const count = points.length
  const squared = sample.groups.map(({ from, to }) => {
    const apart = new Float32Array(count * count)
    points.forEach((a, i) => {
      for (let j = 0; j < i; j += 1) {
        const square = distance(a, points[j] ?? a, from, to) ** 2
        apart[i * count + j] = square
        apart[j * count + i] = square
      }
    })
    return apart
  })
  return { points, squared }
}

/** For each item all others, nearest first, equal ones by position. */
export function ordersBy({ points, squared }: DistanceMatrices, weights: readonly number[]): readonly Int32Array[] {
  const count = points.length
  const apart = new Float64Array(count)
  return points.map((_, query) => {
    apart.fill(0)
    squared.forEach((group, g) => {
      const weight = checked(weights[g])
      if (weight === 0) return
      for (let i = 0; i < count; i += 1) apart[i] = checked(apart[i]) + weight * checked(group[query * count + i])
    })
    const others = Int32Array.from({ length: count - 1 }, (__, i) => (i < query ? i : i + 1))
    return others.sort((a, b) => checked(apart[a]) - checked(apart[b]) || a - b)
  })
}

/** Points whose Euclidean distances are the weighted ones, by weights normalised to a sum of 1. */
export function weighed(
  matrices: DistanceMatrices,
  sample: TuningSample,
  weights: readonly number[],
): readonly Float64Array[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  return matrices.points.map((point) => {
    const stretched = new Float64Array(point.length)
    sample.groups.forEach(({ from, to }, g) => {
      const factor = Math.sqrt(checked(weights[g]) / whole)
      for (let d = from; d < to; d += 1) stretched[d] = checked(point[d]) * factor
    })
    return stretched
  })
}

function scaled({ vectors, groups }: TuningSample, scaling: ScalingName): readonly Float64Array[] {
  if (scaling === 'about unit length') {
    const found = fitScaling(vectors)
    const even = groups.map(({ from, to }) => ({ from, to, weight: 1 }))
    return vectors.map((vector) => scale(vector, found, even))
  }
  const { offset, size } = scaling === 'standardised' ? spread(vectors) : range(vectors)
  return vectors.map((vector) => {
    const point = vector.map((value, d) => (value - checked(offset[d])) / checked(size[d]))
    // A group of many dimensions weighs no more than one of few.
    for (const { from, to } of groups)
      for (let d = from; d < to; d += 1) point[d] = checked(point[d]) / Math.sqrt(to - from)
    return point
  })
}

function spread(vectors: readonly Float64Array[]) {
  const { mean, deviation } = fitScaling(vectors)
  return { offset: mean, size: deviation }
}

function range(vectors: readonly Float64Array[]) {
  const dimensions = vectors[0]?.length ?? 0
  const extreme = (pick: (a: number, b: number) => number, d: number) =>
    vectors.reduce((found, vector) => pick(found, checked(vector[d])), vectors[0]?.[d] ?? 0)
  const offset = Array.from({ length: dimensions }, (_, d) => extreme(Math.min, d))
  const size = offset.map((least, d) => extreme(Math.max, d) - least || 1)
  return { offset, size }
}
