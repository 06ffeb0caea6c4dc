// Vectors in two forms: whole, and as codes of one byte a dimension, by which most are passed over without a look at the whole.
//
// Of a vector x, seen from an origin, the code holds c = round(x / s), where s brings the largest of x to 127. With q seen from
// the same origin, |x - q|² = |x|² + |q|² - 2 x·q, and x·q differs from s c·q by no more than |x - s c| |q| (Cauchy and Schwarz).
// So the codes give the least and the most that a distance can be. A search looks through them all, and then measures the whole
// vectors of those whose least is no more than the most of as many as are wanted: it finds what a search without codes would.
//
// A block holds 16 vectors: next block (i32, 0 at the end), address of what is seldom looked at (i32), 8 bytes unused, 16 steps s
// (f32), 16 squared norms |x|² (f32), then for each two dimensions the two codes of one vector after another. Seldom looked at
// are 16 slots (i32) and the whole vectors, one after another.
// A place without a vector has an infinite norm, and so has a vector with a number that is none: it is nearer than nothing.
// Dimensions are four or a multiple of it.
import { begin, found, idAt, keep, limit } from './nearest'

export const ROWS: usize = 16
const SELDOM: usize = 4
const STEPS: usize = 16
const NORMS: usize = 80
const CODES: usize = 144
const WHOLE: usize = 64

/** What is nearer to the origin than this lies in it. */
const LEAST: f32 = 1e-30
const MOST_CODE: f32 = 127
/** The query has finer codes, of 14 bits: their products with those of a vector add up to 31 bits at the most for 2,000 dimensions. */
const MOST_QUERY: f32 = 8191
/** What rounding to 32-bit floats may add to a distance, as a share of the norms. */
const ROUNDING: f32 = 1e-5

/** What the query is to every block: its norm, the step of its codes, and by how much of a vector's step a product may be wrong, twice. */
let codesAt: usize = 0
let norm: f32 = 0
let twiceStep: f32 = 0
let slack: f32 = 0

/** Where the codes of a place begin. */
@inline
function codesOf(block: usize, row: usize): usize {
  return block + CODES + (row << 1)
}

@inline
function slotOf(block: usize, row: usize): usize {
  return <usize>load<i32>(block + SELDOM) + (row << 2)
}

@inline
function wholeOf(block: usize, row: usize, dimensions: usize): usize {
  return <usize>load<i32>(block + SELDOM) + WHOLE + row * (dimensions << 2)
}

/** 0 for a vector that is the origin, or that has numbers which are none: those are nearer than nothing. */
function stepOf(most: f32, codes: f32): f32 {
  return most > LEAST && most < Infinity ? most / codes : 0
}

/**
 * Puts a vector, whole and in codes, into a place of a block.
 * @param dimensions four or a multiple.
 * @returns how far its codes are from it, in steps: |x - s c| / s.
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

/** The last of a cell fills the gap of one that goes. */
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

/** Turns the query into codes at `at`. */
function ask(query: usize, origin: usize, dimensions: usize, at: usize): void {
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

/** @param looseness the most that `put` returned of what is searched, in steps; the query's codes are wrong by half a step in each dimension. */
function allow(looseness: f32, dimensions: usize): void {
  slack = 2 * looseness * sqrt(norm / (1 - ROUNDING)) + MOST_CODE * <f32>dimensions * twiceStep * 0.5
}

@inline
function added(numbers: v128): f32 {
  const first: f32 = f32x4.extract_lane(numbers, 0) + f32x4.extract_lane(numbers, 1)
  return first + (f32x4.extract_lane(numbers, 2) + f32x4.extract_lane(numbers, 3))
}

/** Squared distance of a whole vector. */
function apart(vector: usize, query: usize, dimensions: usize): f32 {
  let sum = f32x4.splat(0)
  for (let d: usize = 0; d < dimensions << 2; d += 16) {
    const t = f32x4.sub(v128.load(vector + d), v128.load(query + d))
    sum = f32x4.add(sum, f32x4.mul(t, t))
  }
  return added(sum)
}

/** How many blocks have been looked through; of each its address and the least distances are noted. */
let blocks: usize = 0
let addresses: usize = 0
let leasts: usize = 0

/** @param room for each block 4 bytes, and then for each 64. @param most blocks. */
function beginScan(room: usize, most: usize): void {
  blocks = 0
  addresses = room
  leasts = room + (((most << 2) + 15) & ~15)
}

/**
 * The least that the squared distances of four vectors can be is noted.
 * @param products of their codes with those of the query.
 * @returns the most that they can be.
 */
@inline
function note(products: v128, block: usize, at: usize): v128 {
  const known = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(products), f32x4.splat(twiceStep)), f32x4.splat(slack))
  const steps = v128.load(block + STEPS + at)
  const norms = f32x4.add(v128.load(block + NORMS + at), f32x4.splat(norm))
  const least = f32x4.pmax(f32x4.splat(0), f32x4.sub(norms, f32x4.mul(steps, known)))
  v128.store(leasts + (blocks << 6) + at, least)
  const doubt = f32x4.add(f32x4.mul(steps, f32x4.splat(2 * slack)), f32x4.mul(norms, f32x4.splat(3 * ROUNDING)))
  return f32x4.add(least, doubt)
}

/** Looks through a chain of blocks. What is kept of every four vectors is the most that the nearest can be away: as many as are wanted are no farther. */
function scan(first: usize, dimensions: usize): void {
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
      f32x4.pmin(note(a, block, 0), note(b, block, 16)),
      f32x4.pmin(note(c, block, 32), note(d, block, 48)),
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

/** Places whose whole vectors are measured together: while one comes from memory the next can be asked for. */
const TOGETHER: usize = 16
const places = memory.data(<i32>(TOGETHER << 2), 16)
const measured = memory.data(<i32>(TOGETHER << 2), 16)

function measure(count: usize, query: usize, dimensions: usize): void {
  for (let i: usize = 0; i < count << 2; i += 4) {
    const place = <usize>load<u32>(places + i)
    store<f32>(measured + i, apart(wholeOf(blockOf(place), place & (ROWS - 1), dimensions), query, dimensions))
  }
  for (let i: usize = 0; i < count << 2; i += 4) {
    const distance = load<f32>(measured + i)
    const place = <usize>load<u32>(places + i)
    if (distance <= limit) keep(distance, load<i32>(slotOf(blockOf(place), place & (ROWS - 1))))
  }
}

@inline
function blockOf(place: usize): usize {
  return place & ~(ROWS - 1)
}

/** Keeps, of what was looked through, what is nearest. @param query 0: by the least distances. @param at room for `count` of them. */
function choose(query: usize, dimensions: usize, at: usize, count: i32): void {
  const within = f32x4.splat(min(limit, f32.MAX_VALUE))
  let waiting: usize = 0
  begin(at, count)
  for (let i: usize = 0; i < blocks; i++) {
    const from = leasts + (i << 6)
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
      store<u32>(places + (waiting << 2), <u32>(block + row))
      waiting++
      if (waiting == TOGETHER) {
        measure(waiting, query, dimensions)
        waiting = 0
      }
    }
  }
  measure(waiting, query, dimensions)
}

function centreOf(cell: usize, centres: usize, dimensions: usize): usize {
  return wholeOf(centres + (cell / ROWS) * (CODES + ROWS * dimensions), cell % ROWS, dimensions)
}

/**
 * The `count` vectors nearest to a query in the cells nearest to it.
 * @param codes where the codes of the query may be written, two bytes a dimension.
 * @param looseness the most that `put` has returned of centres and vectors.
 * @param origin from which the centres are seen; the vectors of a cell are seen from its centre.
 * @param centres blocks of the centres, one after another, whose slots are numbers of cells.
 * @param heads for each cell its first block.
 * @param probes cells looked into at most.
 * @param cells room for the nearest cells, 8 bytes each.
 * @param room for each of `most` blocks 4 bytes, and then for each 64: as many as there are.
 * @param nearest room for what is found, 8 bytes each: slot (i32) and squared distance (f32).
 * @returns how many were found.
 */
export function search(
  query: usize,
  origin: usize,
  dimensions: usize,
  codes: usize,
  looseness: f32,
  centres: usize,
  heads: usize,
  probes: i32,
  count: i32,
  cells: usize,
  room: usize,
  most: usize,
  nearest: usize,
): i32 {
  ask(query, origin, dimensions, codes)
  slack = 0 // which cells are looked into may be told by the codes alone
  beginScan(room, most)
  begin(cells, probes)
  scan(centres, dimensions)
  choose(0, dimensions, cells, probes)
  const near = found
  beginScan(room, most)
  begin(nearest, count)
  for (let i = 0; i < near; i++) {
    const cell = idAt(cells, i)
    ask(query, centreOf(cell, centres, dimensions), dimensions, codes)
    allow(looseness, dimensions)
    scan(<usize>load<i32>(heads + (cell << 2)), dimensions)
  }
  choose(query, dimensions, nearest, count)
  return found
}

/**
 * The cell whose centre is nearest, written as `search` writes what it finds; it takes the same parameters. The distance is
 * added up dimension by dimension, as k-means does: both say the same of one vector.
 */
export function cellOf(
  query: usize,
  origin: usize,
  dimensions: usize,
  codes: usize,
  looseness: f32,
  centres: usize,
  room: usize,
  most: usize,
  nearest: usize,
): void {
  ask(query, origin, dimensions, codes)
  allow(looseness, dimensions)
  beginScan(room, most)
  begin(nearest, 1)
  scan(centres, dimensions)
  choose(query, dimensions, nearest, 1)
  if (found == 0) return
  const centre = centreOf(idAt(nearest, 0), centres, dimensions)
  let sum: f32 = 0
  for (let d: usize = 0; d < dimensions << 2; d += 4) {
    const t: f32 = load<f32>(centre + d) - load<f32>(query + d)
    sum += t * t
  }
  store<f32>(nearest, sum, 4)
}
