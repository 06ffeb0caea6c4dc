// The layout of coded blocks: each vector in two forms, whole and as scalar-quantised residual codes of one byte a dimension.
//
// Of a vector x, relative to an origin, the code holds c = round(x / s), where s scales the largest component of x to 127. With
// q relative to the same origin, |x - q|² = |x|² + |q|² - 2 x·q, and x·q differs from s c·q by no more than |x - s c| |q| (the
// Cauchy-Schwarz inequality). So the codes give a lower and an upper bound of each distance. A search scans the codes, then
// measures the whole vectors whose lower bound is no more than the k-th smallest upper bound: its result is exact.
//
// A block holds 16 vectors: address of the next block (i32, 0 at the end), address of its cold part (i32), 8 bytes unused, 16
// steps s (f32), 16 squared norms |x|² (f32), then for each two dimensions the two codes of one vector after another. The cold
// part, which most scans do not touch, holds 16 slots (i32) and the whole vectors, one after another.
// An empty row has an infinite norm, and so has a vector with a component that is not a number: nothing is farther away.
// The number of dimensions is a multiple of four.

export const ROWS: usize = 16
const COLD: usize = 4
export const STEPS: usize = 16
export const NORMS: usize = 80
export const CODES: usize = 144
const WHOLE: usize = 64

/** A vector shorter than this is taken for its origin. */
const LEAST: f32 = 1e-30
export const MOST_CODE: f32 = 127
/** What rounding to 32-bit floats may add to a distance, as a share of the norms. */
export const ROUNDING: f32 = 1e-5

/** The address of the codes of a row. */
@inline
function codesOf(block: usize, row: usize): usize {
  return block + CODES + (row << 1)
}

@inline
export function slotOf(block: usize, row: usize): usize {
  return <usize>load<i32>(block + COLD) + (row << 2)
}

@inline
export function wholeOf(block: usize, row: usize, dimensions: usize): usize {
  return <usize>load<i32>(block + COLD) + WHOLE + row * (dimensions << 2)
}

/** The step that scales the largest component to `codes`; 0 for the origin and for a vector that is not finite. */
export function stepOf(most: f32, codes: f32): f32 {
  return most > LEAST && most < Infinity ? most / codes : 0
}

/**
 * Writes a vector, whole and as codes, into a row of a block.
 * @param dimensions a multiple of four.
 * @returns the quantisation error in steps: |x - s c| / s.
 */
export function put(block: usize, row: usize, slot: i32, vector: usize, origin: usize, dimensions: usize): f32 {
  const bytes = dimensions << 2
  memory.copy(wholeOf(block, row, dimensions), vector, bytes)
  store<i32>(slotOf(block, row), slot)
  let most: f32 = 0
  let sum: f32 = 0
  for (let d: usize = 0; d < bytes; d += 4) {
    const x: f32 = load<f32>(vector + d) - load<f32>(origin + d)
    most = max(most, abs(x))
    sum += x * x
  }
  const step: f32 = stepOf(most, MOST_CODE)
  const perStep: f32 = step > 0 ? <f32>1 / step : 0
  let off: f32 = 0
  let to = codesOf(block, row)
  for (let d: usize = 0; d < bytes; d += 8) {
    for (let half: usize = 0; half < 2; half++) {
      const x: f32 =
        step > 0 ? (load<f32>(vector + d + (half << 2)) - load<f32>(origin + d + (half << 2))) * perStep : 0
      const code = nearest<f32>(x)
      store<i8>(to + half, <i8>code)
      off += (x - code) * (x - code)
    }
    to += ROWS << 1
  }
  store<f32>(block + STEPS + (row << 2), step)
  store<f32>(block + NORMS + (row << 2), sum < Infinity ? sum * (1 - ROUNDING) : Infinity)
  return sqrt(off)
}

/** Copies a vector to another row: the last one of a cell fills the gap of one that is removed. */
export function move(from: usize, fromRow: usize, to: usize, toRow: usize, dimensions: usize): void {
  memory.copy(wholeOf(to, toRow, dimensions), wholeOf(from, fromRow, dimensions), dimensions << 2)
  store<i32>(slotOf(to, toRow), load<i32>(slotOf(from, fromRow)))
  store<f32>(to + STEPS + (toRow << 2), load<f32>(from + STEPS + (fromRow << 2)))
  store<f32>(to + NORMS + (toRow << 2), load<f32>(from + NORMS + (fromRow << 2)))
  let source = codesOf(from, fromRow)
  let target = codesOf(to, toRow)
  for (let d: usize = 0; d < dimensions; d += 2) {
    store<i16>(target, load<i16>(source))
    source += ROWS << 1
    target += ROWS << 1
  }
}
