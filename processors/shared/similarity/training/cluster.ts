import { checked } from '../../numeric.ts'
import { kmeans } from 'ml-kmeans'
import { mulberry32 } from '../../random.ts'
import type { Rows } from '../ivf/lloyd.ts'
import { lloyd, spreadOut } from '../ivf/lloyd.ts'

/** First centres are drawn from at least so many rows for each cell, and from more while rows times cells stay below a bound. */
const SEED_ROWS = 10
const SEED_PRODUCT = 1_000_000
/** ml-kmeans takes time with rows times cells times dimensions: so many iterations on so many rows keep it within a tenth of a second. */
const REFERENCE_ITERATIONS = 2
const REFERENCE_ROWS = 2_000
const REFERENCE_PRODUCT = 400_000
/** Draws for each first centre: more than twice as many as ml-kmeans makes for a hundred cells, which here cost a tenth of the time. */
const TRIALS = 16
/** Iterations on the few rows, where they are cheap, and on all. */
const ITERATIONS = { few: 8, all: 20 }

/**
 * k-means: first centres by k-means++, moved by ml-kmeans on a few rows and by a kernel of ours on all, in a small part of the
 * time that ml-kmeans takes alone. `npm run bench -- index` compares time and objective of both.
 * @param rows in random order: the first of them are the sample of the first steps.
 * @returns centres one after another; cells that nothing is nearest to are left out.
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

/** More cells than it could move in the time stay where they are. */
function movedByReference({ rows, dimensions }: Rows, first: Float32Array): Float32Array {
  const cells = first.length / dimensions
  const count = Math.min(rows.length / dimensions, REFERENCE_ROWS, Math.floor(REFERENCE_PRODUCT / cells))
  if (count < cells) return first
  const points = listed(rows.subarray(0, count * dimensions), dimensions)
  const initialization = listed(first, dimensions)
  const { centroids } = kmeans(points, cells, { initialization, maxIterations: REFERENCE_ITERATIONS })
  // A centre that has no row left is not a number there: it stays where it was.
  return Float32Array.from(centroids.flat(), (value, i) => (Number.isFinite(value) ? value : checked(first[i])))
}

const listed = (rows: Float32Array, dimensions: number): number[][] =>
  Array.from({ length: rows.length / dimensions }, (_, i) => [...rows.subarray(i * dimensions, (i + 1) * dimensions)])
