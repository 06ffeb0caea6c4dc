import { checked } from '../../../../processors/shared/numeric.ts'
import { mulberry32 } from '../../../../processors/shared/random.ts'

export interface Projection {
  /** Each point on the first two principal components. */
  readonly points: readonly { readonly x: number; readonly y: number }[]
  /** The part of all variance that each of the two holds, 0 to 1. */
  readonly shares: readonly [number, number]
}

/** Power iteration has converged by then, as far as a plot shows. */
const ITERATIONS = 200

/** The first two principal components, by power iteration with deflation. The sign of each makes its third moment positive. */
export function projectionOf(points: readonly Float64Array[], seed: number): Projection {
  const rows = centred(points)
  const whole = rows.reduce((sum, row) => sum + dot(row, row), 0)
  const first = component(rows, seed)
  const rest = rows.map((row, i) => row.map((value, d) => value - checked(first.along[i]) * checked(first.axis[d])))
  const second = component(rest, seed + 1)
  return {
    points: rows.map((_, i) => ({ x: checked(first.along[i]), y: checked(second.along[i]) })),
    shares: [share(first.along, whole), share(second.along, whole)],
  }
}

function component(rows: readonly Float64Array[], seed: number) {
  const random = mulberry32(seed)
  const dimensions = rows[0]?.length ?? 0
  let axis = unit(Float64Array.from({ length: dimensions }, () => random() - 0.5))
  for (let i = 0; i < ITERATIONS; i += 1) {
    const next = new Float64Array(dimensions)
    for (const row of rows) {
      const along = dot(row, axis)
      for (let d = 0; d < dimensions; d += 1) next[d] = checked(next[d]) + along * checked(row[d])
    }
    axis = unit(next)
  }
  const along = rows.map((row) => dot(row, axis))
  const sign = along.reduce((sum, value) => sum + value ** 3, 0) < 0 ? -1 : 1
  return { axis: axis.map((value) => value * sign), along: along.map((value) => value * sign) }
}

function centred(points: readonly Float64Array[]): readonly Float64Array[] {
  const mean = new Float64Array(points[0]?.length ?? 0)
  for (const point of points) point.forEach((value, d) => (mean[d] = checked(mean[d]) + value / points.length))
  return points.map((point) => point.map((value, d) => value - checked(mean[d])))
}

const share = (along: readonly number[], whole: number): number =>
  whole > 0 ? along.reduce((sum, value) => sum + value ** 2, 0) / whole : 0

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector))
  return length > 0 ? vector.map((value) => value / length) : vector
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let d = 0; d < a.length; d += 1) sum += checked(a[d]) * checked(b[d])
  return sum
}
