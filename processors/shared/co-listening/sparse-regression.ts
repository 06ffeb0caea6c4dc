import { checked } from '../numeric.ts'
import type { RowStore } from './matrix.ts'
import { largest } from './matrix.ts'
import { solveRidge } from './ridge.ts'

/** Ridge penalty in plays, and the share of the mean number of plays of an item that is added to it. */
const RIDGE = 5
const RIDGE_SHARE = 0.5

/** A ridge regression of one target at a time on its nearest sources. */
export interface SparseRegression {
  /** By source; 0 for all but `sources()`. */
  readonly weights: Float64Array
  sources(): Int32Array
  /** @param row products of the target with each source; `touched` are the columns that are not 0. */
  solve(row: Float64Array, touched: Int32Array, item: number): void
}

/**
 * @param pairs products of the sources with one another. @param counts of each source; the nearest sources of a target have
 * the largest product over the root of their count.
 * @param most sources of one target. @param scale from `pairs` and `counts` to the entries of the normal equations.
 */
export function sparseRegression(
  pairs: RowStore,
  counts: Float64Array,
  most: number,
  scale: { readonly pairs: number; readonly diagonal: number },
): SparseRegression {
  const size = counts.length
  const width = Math.min(size, most)
  const weights = new Float64Array(size)
  const placeOf = new Int32Array(size)
  const gram = new Float64Array(width * width)
  const solution = new Float64Array(width)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const ridge = RIDGE + (RIDGE_SHARE * total) / Math.max(1, size)
  let sources: Int32Array = new Int32Array(0)
  return {
    weights,
    sources: () => sources,
    solve(row, touched, item) {
      for (const source of sources) weights[source] = 0
      const others = touched.filter((source) => source !== item)
      sources = largest(others, (source) => checked(row[source]) / Math.sqrt(checked(counts[source])), width)
      const used = sources.length
      for (const [a, source] of sources.entries()) placeOf[source] = a + 1
      pairs.block(sources, placeOf, gram)
      for (let a = 0; a < used * used; a += 1) gram[a] = checked(gram[a]) * scale.pairs
      for (const [a, source] of sources.entries()) {
        gram[a * used + a] = checked(counts[source]) * scale.diagonal
        solution[a] = checked(row[source])
        placeOf[source] = 0
      }
      solveRidge(gram, solution, used, ridge)
      for (const [a, source] of sources.entries()) weights[source] = checked(solution[a])
    },
  }
}
