// The query of a search as codes, and the bound of what its products with the codes of vectors may be off.

import { MOST_CODE, ROUNDING, stepOf } from './coded-block'

/** The query has codes of 14 bits: their products with those of a vector add up to 31 bits at the most for 2,000 dimensions. */
const MOST_QUERY: f32 = 8191

/** The address of the query's codes. */
export let codesAt: usize = 0
/** Its squared norm, less the share of rounding. */
export let norm: f32 = 0
/** Twice the step of its codes. */
export let twiceStep: f32 = 0
/** Twice the error bound of a product, in steps of the vector. */
export let slack: f32 = 0

/** Quantises the query, relative to an origin, into codes at `at`: two bytes a dimension. */
export function encodeQuery(query: usize, origin: usize, dimensions: usize, at: usize): void {
  let most = f32x4.splat(0)
  let sum = f32x4.splat(0)
  for (let d: usize = 0; d < dimensions << 2; d += 16) {
    const x = f32x4.sub(v128.load(query + d), v128.load(origin + d))
    most = f32x4.pmax(most, f32x4.abs(x))
    sum = f32x4.add(sum, f32x4.mul(x, x))
  }
  const even: f32 = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 2))
  const odd: f32 = max(f32x4.extract_lane(most, 1), f32x4.extract_lane(most, 3))
  const step = stepOf(max(even, odd), MOST_QUERY)
  const perStep = f32x4.splat(step > 0 ? <f32>1 / step : 0)
  for (let d: usize = 0; d < dimensions << 2; d += 16) {
    const x = f32x4.mul(f32x4.sub(v128.load(query + d), v128.load(origin + d)), perStep)
    const codes = i32x4.trunc_sat_f32x4_s(f32x4.nearest(x))
    v128.store64_lane(at + (d >> 1), i16x8.narrow_i32x4_s(codes, codes), 0)
  }
  codesAt = at
  norm = added(sum) * (1 - ROUNDING)
  twiceStep = 2 * step
}

/**
 * Sets how far the products of codes may be off.
 * @param errorBound the largest quantisation error that `put` returned for the vectors to be scanned; the codes of the query are
 * off by up to half a step in each dimension.
 */
export function setErrorBound(errorBound: f32, dimensions: usize): void {
  slack = 2 * errorBound * sqrt(norm / (1 - ROUNDING)) + MOST_CODE * <f32>dimensions * twiceStep * 0.5
}

/** Takes the codes at their word: enough where only the order of lower bounds matters. */
export function ignoreError(): void {
  slack = 0
}

@inline
function added(numbers: v128): f32 {
  const first: f32 = f32x4.extract_lane(numbers, 0) + f32x4.extract_lane(numbers, 1)
  return first + (f32x4.extract_lane(numbers, 2) + f32x4.extract_lane(numbers, 3))
}

/** The squared distance of a whole vector to the query. */
export function squaredDistance(vector: usize, query: usize, dimensions: usize): f32 {
  let sum = f32x4.splat(0)
  for (let d: usize = 0; d < dimensions << 2; d += 16) {
    const t = f32x4.sub(v128.load(vector + d), v128.load(query + d))
    sum = f32x4.add(sum, f32x4.mul(t, t))
  }
  return added(sum)
}
