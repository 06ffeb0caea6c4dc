import { checked } from '../../numeric.ts'
import { kmeans } from 'ml-kmeans'
import { mulberry32 } from '../../random.ts'
import type { Rows } from '../ivf/lloyd.ts'
import { lloyd, spreadOut } from '../ivf/lloyd.ts'

/** Seeding works on at least this many rows a cell, and on more while rows times cells stay below SEED_PRODUCT. */
const SEED_ROWS = 10
const SEED_PRODUCT = 1_000_000
/** Bounds on ml-kmeans, whose time grows with rows times cells times dimensions: together they keep it below 0.1 s. */
const REFERENCE_ITERATIONS = 2
const REFERENCE_ROWS = 2_000
const REFERENCE_PRODUCT = 400_000
/** Candidates for each centre of greedy k-means++: more than twice the 2 + ln k of ml-kmeans for a hundred cells. */
const TRIALS = 16
/** Iterations at most, on the sample and on all rows. */
const ITERATIONS = { few: 8, all: 20 }

/**
 * k-means in three steps: greedy k-means++ on a sample gives the first centres; ml-kmeans moves them by two iterations of
 * Lloyd's algorithm on up to 2,000 rows; the SIMD kernel goes on from there, on the sample and then on all rows, until an
 * iteration gains less than 0.1 %. ml-kmeans alone takes some 30 times as long: `npm run bench -- index` compares both.
 * @param rows in random order: the beginning is the sample.
 * @returns centres one after another; cells without rows are left out.
 */
export function clustered({ rows, dimensions }: Rows, cells: number, seed: number): Float32Array {
  const fewRows = Math.max(SEED_ROWS * cells, REFERENCE_ROWS, Math.floor(SEED_PRODUCT / cells))
  const few = { rows: rows.subarray(0, fewRows * dimensions), dimensions }
  const first = spreadOut(few, cells, TRIALS, mulberry32(seed))
  const moved = movedByReference(few, first)
  const warm = lloyd(few, moved, ITERATIONS.few)
  const { centres, cells: cellOf } =
    rows.length > few.rows.length ? lloyd({ rows, dimensions }, warm.centres, ITERATIONS.all) : warm
  const inhabited = [...new Set(cellOf)].sort((a, b) => a - b)
  const kept = new Float32Array(inhabited.length * dimensions)
  for (const [i, cell] of inhabited.entries()) {
    kept.set(centres.subarray(cell * dimensions, (cell + 1) * dimensions), i * dimensions)
  }
  return kept
}

/**
 * The step that ml-kmeans does. The kernel repeats it with more rows, so it decides little; it is kept as the reference
 * implementation in the path of every training. Centres stay where they are when there are more than it can move in its time.
 */
function movedByReference({ rows, dimensions }: Rows, first: Float32Array): Float32Array {
  const cells = first.length / dimensions
  const count = Math.min(rows.length / dimensions, REFERENCE_ROWS, Math.floor(REFERENCE_PRODUCT / cells))
  if (count < cells) return first
  const points = listed(rows.subarray(0, count * dimensions), dimensions)
  const initialization = listed(first, dimensions)
  const { centroids } = kmeans(points, cells, { initialization, maxIterations: REFERENCE_ITERATIONS })
  // ml-kmeans gives NaN for a centre that has lost its rows: such a one stays where it was.
  return Float32Array.from(centroids.flat(), (value, i) => (Number.isFinite(value) ? value : checked(first[i])))
}

const listed = (rows: Float32Array, dimensions: number): number[][] =>
  Array.from({ length: rows.length / dimensions }, (_, i) => [...rows.subarray(i * dimensions, (i + 1) * dimensions)])
