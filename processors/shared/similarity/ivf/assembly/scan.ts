// Scans coded blocks, recording bounds of all distances, and reranks by whole vectors what the bounds leave.

import { CODES, NORMS, ROUNDING, ROWS, slotOf, STEPS, wholeOf } from './coded-block'
import { begin, keep, limit } from './nearest'
import { codesAt, norm, slack, squaredDistance, twiceStep } from './query'

/** Blocks scanned so far; of each its address and the lower bounds of its distances are recorded. */
let blocks: usize = 0
let addresses: usize = 0
let lowerBounds: usize = 0

/** @param record room for 4 bytes a block and then 64 bytes a block. @param capacity in blocks. */
export function beginScan(record: usize, capacity: usize): void {
  blocks = 0
  addresses = record
  lowerBounds = record + (((capacity << 2) + 15) & ~15)
}

/**
 * Records the lower bounds of the squared distances of four vectors.
 * @param products of their codes with those of the query.
 * @returns their upper bounds.
 */
@inline
function boundsOf(products: v128, block: usize, at: usize): v128 {
  const known = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(products), f32x4.splat(twiceStep)), f32x4.splat(slack))
  const steps = v128.load(block + STEPS + at)
  const norms = f32x4.add(v128.load(block + NORMS + at), f32x4.splat(norm))
  const least = f32x4.pmax(f32x4.splat(0), f32x4.sub(norms, f32x4.mul(steps, known)))
  v128.store(lowerBounds + (blocks << 6) + at, least)
  const doubt = f32x4.add(f32x4.mul(steps, f32x4.splat(2 * slack)), f32x4.mul(norms, f32x4.splat(3 * ROUNDING)))
  return f32x4.add(least, doubt)
}

/**
 * Scans a chain of blocks. The smallest upper bound of every four vectors, which differ in their lanes, enters the list of the
 * nearest: its limit is then an upper bound of the k-th smallest distance.
 */
export function scan(first: usize, dimensions: usize): void {
  const end = codesAt + (dimensions << 1)
  for (let block = first; block != 0; block = <usize>load<i32>(block)) {
    let a = i32x4.splat(0)
    let b = i32x4.splat(0)
    let c = i32x4.splat(0)
    let d = i32x4.splat(0)
    let at = block + CODES
    for (let q = codesAt; q < end; q += 8) {
      let s = v128.load32_splat(q)
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load8x8_s(at), s))
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load8x8_s(at, 8), s))
      c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load8x8_s(at, 16), s))
      d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load8x8_s(at, 24), s))
      s = v128.load32_splat(q, 4)
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load8x8_s(at, 32), s))
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load8x8_s(at, 40), s))
      c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load8x8_s(at, 48), s))
      d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load8x8_s(at, 56), s))
      at += 64
    }
    const most = f32x4.pmin(
      f32x4.pmin(boundsOf(a, block, 0), boundsOf(b, block, 16)),
      f32x4.pmin(boundsOf(c, block, 32), boundsOf(d, block, 48)),
    )
    let lanes = i32x4.bitmask(f32x4.lt(most, f32x4.splat(limit)))
    if (lanes != 0) {
      if (lanes & 1) keep(f32x4.extract_lane(most, 0), 0)
      if (lanes & 2) keep(f32x4.extract_lane(most, 1), 0)
      if (lanes & 4) keep(f32x4.extract_lane(most, 2), 0)
      if (lanes & 8) keep(f32x4.extract_lane(most, 3), 0)
    }
    store<u32>(addresses + (blocks << 2), <u32>block)
    blocks++
  }
}

/** Rows whose whole vectors are measured together, so that the loads from memory overlap. */
const TOGETHER: usize = 16
const locations = memory.data(<i32>(TOGETHER << 2), 16)
const measured = memory.data(<i32>(TOGETHER << 2), 16)

function measure(count: usize, query: usize, dimensions: usize): void {
  for (let i: usize = 0; i < count << 2; i += 4) {
    const location = <usize>load<u32>(locations + i)
    store<f32>(measured + i, squaredDistance(wholeOf(blockOf(location), location & (ROWS - 1), dimensions), query, dimensions))
  }
  for (let i: usize = 0; i < count << 2; i += 4) {
    const distance = load<f32>(measured + i)
    const location = <usize>load<u32>(locations + i)
    if (distance <= limit) keep(distance, load<i32>(slotOf(blockOf(location), location & (ROWS - 1))))
  }
}

@inline
function blockOf(location: usize): usize {
  return location & ~(ROWS - 1)
}

/**
 * Collects the nearest of what was scanned.
 * @param query 0: by lower bounds alone. @param at room for `count` of them.
 */
export function rerank(query: usize, dimensions: usize, at: usize, count: i32): void {
  const within = f32x4.splat(min(limit, f32.MAX_VALUE))
  let waiting: usize = 0
  begin(at, count)
  for (let i: usize = 0; i < blocks; i++) {
    const from = lowerBounds + (i << 6)
    const nearest = f32x4.pmin(
      f32x4.pmin(v128.load(from), v128.load(from, 16)),
      f32x4.pmin(v128.load(from, 32), v128.load(from, 48)),
    )
    if (!v128.any_true(f32x4.le(nearest, within))) continue
    let rows =
      i32x4.bitmask(f32x4.le(v128.load(from), within)) |
      (i32x4.bitmask(f32x4.le(v128.load(from, 16), within)) << 4) |
      (i32x4.bitmask(f32x4.le(v128.load(from, 32), within)) << 8) |
      (i32x4.bitmask(f32x4.le(v128.load(from, 48), within)) << 12)
    const block = <usize>load<u32>(addresses + (i << 2))
    for (; rows != 0; rows &= rows - 1) {
      const row = <usize>ctz(rows)
      const least = load<f32>(from + (row << 2))
      if (least > limit) continue
      if (query == 0) {
        keep(least, load<i32>(slotOf(block, row)))
        continue
      }
      store<u32>(locations + (waiting << 2), <u32>(block + row))
      waiting++
      if (waiting == TOGETHER) {
        measure(waiting, query, dimensions)
        waiting = 0
      }
    }
  }
  measure(waiting, query, dimensions)
}
