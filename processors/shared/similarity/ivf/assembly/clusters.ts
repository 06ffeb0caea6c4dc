// k-means: the nearest of some centres to each of many vectors, 16 at a time. A block holds 16 vectors dimension by dimension:
//   next block (i32, 0 at the end), 12 bytes unused, 16 slots (i32), then for each dimension 16 floats.
// An empty row holds NaN, which compares as farther than any vector. The number of dimensions is even.

import { begin, guess, keep, limit, idAt } from './nearest'

const ROWS: usize = 16
const SLOTS: usize = 16
const VECTORS: usize = 80

function keepLanes(sums: v128, slotsAt: usize): void {
  let lanes = i32x4.bitmask(f32x4.lt(sums, f32x4.splat(limit)))
  while (lanes != 0) {
    const lane = <usize>ctz(lanes)
    lanes &= lanes - 1
    const distance: f32 =
      lane == 0
        ? f32x4.extract_lane(sums, 0)
        : lane == 1
          ? f32x4.extract_lane(sums, 1)
          : lane == 2
            ? f32x4.extract_lane(sums, 2)
            : f32x4.extract_lane(sums, 3)
    if (!(distance < limit)) continue
    keep(distance, load<i32>(slotsAt + (lane << 2)))
  }
}

/** Keeps what is nearer than the limit in a chain of blocks; a block is abandoned when half of the dimensions exceed the limit in all rows. */
function scan(first: usize, query: usize, half: usize, dimensions: usize): void {
  let block = first
  while (block != 0) {
    let a = f32x4.splat(0)
    let b = f32x4.splat(0)
    let c = f32x4.splat(0)
    let d = f32x4.splat(0)
    let at = block + VECTORS
    let q = query
    let end = query + (half << 2)
    for (let part = 0; part < 2; part++) {
      while (q < end) {
        let s = v128.load32_splat(q)
        let t = f32x4.sub(v128.load(at), s)
        let u = f32x4.sub(v128.load(at, 16), s)
        a = f32x4.add(a, f32x4.mul(t, t))
        b = f32x4.add(b, f32x4.mul(u, u))
        t = f32x4.sub(v128.load(at, 32), s)
        u = f32x4.sub(v128.load(at, 48), s)
        c = f32x4.add(c, f32x4.mul(t, t))
        d = f32x4.add(d, f32x4.mul(u, u))
        s = v128.load32_splat(q, 4)
        t = f32x4.sub(v128.load(at, 64), s)
        u = f32x4.sub(v128.load(at, 80), s)
        a = f32x4.add(a, f32x4.mul(t, t))
        b = f32x4.add(b, f32x4.mul(u, u))
        t = f32x4.sub(v128.load(at, 96), s)
        u = f32x4.sub(v128.load(at, 112), s)
        c = f32x4.add(c, f32x4.mul(t, t))
        d = f32x4.add(d, f32x4.mul(u, u))
        at += 128
        q += 8
      }
      const bound = f32x4.splat(limit)
      const near = v128.or(
        v128.or(f32x4.lt(a, bound), f32x4.lt(b, bound)),
        v128.or(f32x4.lt(c, bound), f32x4.lt(d, bound)),
      )
      if (!v128.any_true(near)) break
      if (part == 1) {
        keepLanes(a, block + SLOTS)
        keepLanes(b, block + SLOTS + 16)
        keepLanes(c, block + SLOTS + 32)
        keepLanes(d, block + SLOTS + 48)
      }
      end = query + (dimensions << 2)
    }
    block = <usize>load<i32>(block)
  }
}

function halfOf(dimensions: usize): usize {
  return (dimensions >> 2) << 1
}

/**
 * The nearest centre to each of some vectors in rows.
 * @param nearest where for each the number of its cell (i32) and the squared distance (f32) are written; what is there before
 * is the first guess unless `guessed` is 0.
 * @returns the sum of squared distances.
 */
export function assign(
  rows: usize,
  count: i32,
  dimensions: usize,
  centres: usize,
  stride: usize,
  nearest: usize,
  guessed: i32,
): f64 {
  const half = halfOf(dimensions)
  let sum: f64 = 0
  for (let i: usize = 0; i < <usize>count; i++) {
    const row = rows + ((i * dimensions) << 2)
    const at = nearest + (i << 3)
    if (guessed == 0) begin(at, 1)
    else {
      const cell = idAt(at, 0)
      guess(at, apart(row, centres + (cell / ROWS) * stride, cell % ROWS, dimensions), <i32>cell)
    }
    scan(centres, row, half, dimensions)
    sum += limit
  }
  return sum
}

/** Squared distance of one place in a block, added up in the order that `scan` adds. */
function apart(row: usize, block: usize, place: usize, dimensions: usize): f32 {
  let sum: f32 = 0
  let at = block + VECTORS + (place << 2)
  for (let d: usize = 0; d < dimensions; d++) {
    const t: f32 = load<f32>(at) - load<f32>(row + (d << 2))
    sum += t * t
    at += ROWS << 2
  }
  return sum
}

/**
 * How far a set of vectors would be from its centres with one more, as in k-means++: the sum of the squared distances to
 * the nearest. With `take` the distances at `nearest` (one for each place of each block) become those with the new centre.
 * @param blocks one after another, `stride` bytes apart.
 */
export function potential(
  blocks: usize,
  count: i32,
  stride: usize,
  query: usize,
  dimensions: usize,
  nearest: usize,
  take: i32,
): f64 {
  let sum: f64 = 0
  for (let i: usize = 0; i < <usize>count; i++) {
    const block = blocks + i * stride + VECTORS
    for (let part: usize = 0; part < 64; part += 16) {
      let a = f32x4.splat(0)
      let at = block + part
      for (let d: usize = 0; d < dimensions; d++) {
        const t = f32x4.sub(v128.load(at), v128.load32_splat(query + (d << 2)))
        a = f32x4.add(a, f32x4.mul(t, t))
        at += 64
      }
      const place = nearest + (i << 6) + part
      const least = f32x4.pmin(v128.load(place), a)
      if (take != 0) v128.store(place, least)
      sum +=
        <f64>f32x4.extract_lane(least, 0) +
        <f64>f32x4.extract_lane(least, 1) +
        <f64>f32x4.extract_lane(least, 2) +
        <f64>f32x4.extract_lane(least, 3)
    }
  }
  return sum
}
