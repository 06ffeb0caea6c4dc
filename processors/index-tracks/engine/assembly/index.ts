// Distances between one vector and many, 16 at a time. A block holds 16 vectors dimension by dimension:
//   next block (i32, 0 at the end), 12 bytes unused, 16 slots (i32), then for each dimension 16 floats.
// A place without a vector holds NaN, which is nearer than nothing. Dimensions are even in number.

const ROWS: usize = 16
const SLOTS: usize = 16
const VECTORS: usize = 80

/** Squared distances and slots of the nearest found so far, in order; `limit` is that of the last once there are enough. */
let distances: usize = 0
let slots: usize = 0
let wanted: i32 = 0
let found: i32 = 0
let limit: f32 = Infinity

function begin(distancesAt: usize, slotsAt: usize, count: i32): void {
  distances = distancesAt
  slots = slotsAt
  wanted = count
  found = 0
  limit = Infinity
}

function keep(distance: f32, slot: i32): void {
  let at: i32 = found < wanted ? found : wanted - 1
  while (at > 0 && load<f32>(distances + ((<usize>at - 1) << 2)) > distance) {
    const from = (<usize>at - 1) << 2
    store<f32>(distances + from + 4, load<f32>(distances + from))
    store<i32>(slots + from + 4, load<i32>(slots + from))
    at--
  }
  store<f32>(distances + ((<usize>at) << 2), distance)
  store<i32>(slots + ((<usize>at) << 2), slot)
  if (found < wanted) found++
  if (found == wanted) limit = load<f32>(distances + ((<usize>wanted - 1) << 2))
}

function keepLanes(sums: v128, slotsAt: usize, skip: usize): void {
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
    const slot = load<i32>(slotsAt + (lane << 2))
    if (skip == 0 || load<u8>(skip + <usize>slot) == 0) keep(distance, slot)
  }
}

/** Keeps what is nearer than the limit in a chain of blocks; after half of the dimensions a block may be given up. */
function scan(first: usize, query: usize, half: usize, dimensions: usize, skip: usize): void {
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
        keepLanes(a, block + SLOTS, skip)
        keepLanes(b, block + SLOTS + 16, skip)
        keepLanes(c, block + SLOTS + 32, skip)
        keepLanes(d, block + SLOTS + 48, skip)
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
 * The `count` vectors nearest to a query in the cells nearest to it.
 * @param centres first block of the centres, whose slots are numbers of cells.
 * @param heads for each cell its first block.
 * @param probes cells looked into at most.
 * @param skip a byte for each slot, 1 to pass over it; 0 for none.
 * @returns how many were found, at `foundDistances` (squared) and `foundSlots`.
 */
export function search(
  query: usize,
  dimensions: usize,
  centres: usize,
  heads: usize,
  probes: i32,
  count: i32,
  skip: usize,
  cellDistances: usize,
  cellSlots: usize,
  foundDistances: usize,
  foundSlots: usize,
): i32 {
  const half = halfOf(dimensions)
  begin(cellDistances, cellSlots, probes)
  scan(centres, query, half, dimensions, 0)
  const cells = found
  begin(foundDistances, foundSlots, count)
  for (let i = 0; i < cells; i++) {
    const cell = <usize>load<i32>(cellSlots + ((<usize>i) << 2))
    scan(<usize>load<i32>(heads + (cell << 2)), query, half, dimensions, skip)
  }
  return found
}

/**
 * The nearest centre to each of some vectors in rows.
 * @param cells where the numbers are written; what is there before is the first guess unless `guessed` is 0.
 * @returns the sum of squared distances.
 */
export function assign(
  rows: usize,
  count: i32,
  dimensions: usize,
  centres: usize,
  stride: usize,
  cells: usize,
  squared: usize,
  guessed: i32,
): f64 {
  const half = halfOf(dimensions)
  let sum: f64 = 0
  for (let i: usize = 0; i < <usize>count; i++) {
    const row = rows + ((i * dimensions) << 2)
    begin(squared + (i << 2), cells + (i << 2), 1)
    if (guessed != 0) {
      const guess = load<i32>(cells + (i << 2))
      found = 1
      limit = apart(row, centres + (<usize>guess / ROWS) * stride, <usize>guess % ROWS, dimensions)
      store<f32>(squared + (i << 2), limit)
    }
    scan(centres, row, half, dimensions, 0)
    sum += load<f32>(squared + (i << 2))
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

const COLUMNS: usize = 8

/**
 * The distance of every row to every column, in double precision and added up dimension by dimension, as one pair would be.
 * @param rows one vector after another, doubles.
 * @param columns blocks of 8 vectors, one block after another, each dimension by dimension; doubles.
 * @param found for each row its distances to the columns of all blocks.
 */
export function compare(rows: usize, count: usize, columns: usize, blocks: usize, dimensions: usize, found: usize): void {
  const size = dimensions << 3
  const width = blocks * COLUMNS
  for (let block: usize = 0; block < blocks; block++) {
    for (let row: usize = 0; row < count; row++) {
      let a = f64x2.splat(0)
      let b = f64x2.splat(0)
      let c = f64x2.splat(0)
      let d = f64x2.splat(0)
      let at = columns + block * COLUMNS * size
      let from = rows + row * size
      const end = from + size
      while (from < end) {
        const s = v128.load64_splat(from)
        const t = f64x2.sub(s, v128.load(at))
        const u = f64x2.sub(s, v128.load(at, 16))
        const v = f64x2.sub(s, v128.load(at, 32))
        const w = f64x2.sub(s, v128.load(at, 48))
        a = f64x2.add(a, f64x2.mul(t, t))
        b = f64x2.add(b, f64x2.mul(u, u))
        c = f64x2.add(c, f64x2.mul(v, v))
        d = f64x2.add(d, f64x2.mul(w, w))
        at += COLUMNS << 3
        from += 8
      }
      const to = found + ((row * width + block * COLUMNS) << 3)
      v128.store(to, f64x2.sqrt(a))
      v128.store(to, f64x2.sqrt(b), 16)
      v128.store(to, f64x2.sqrt(c), 32)
      v128.store(to, f64x2.sqrt(d), 48)
    }
  }
}
