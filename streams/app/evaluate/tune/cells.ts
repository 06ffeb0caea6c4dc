import { checked } from '../../../../processors/shared/numeric.ts'
import { kmeans } from 'ml-kmeans'
import { nearestCells } from '../../../../processors/shared/similarity/space.ts'
import { RECALL_GOAL } from '../../../../processors/shared/similarity/training/measure.ts'
import type { Folds } from './folds.ts'

const RECALL_AT = 10
const MAX_ITERATIONS = 20

/** What looking into one cell, two cells, … finds. */
export interface Curve {
  readonly queries: number
  /** True neighbours that there are, and those of them that are found. */
  readonly wanted: number
  readonly found: readonly number[]
  /** Vectors compared, those of centres among them. */
  readonly compared: readonly number[]
}

/** Cells found from the tracks that a fold does not hold out. */
export interface CellTrial {
  readonly cells: number
  readonly training: readonly Curve[]
  readonly heldOut: readonly Curve[]
}

/** About half, once, twice and four times the root of the number of tracks. */
export function cellCounts(items: number): readonly number[] {
  const counts = [0.5, 1, 2, 4].map((times) => Math.round(Math.sqrt(items) * times))
  return [...new Set(counts)].filter((count) => count >= 2 && count <= items / 3)
}

/**
 * @param points of a space in which plain distance counts.
 * @param orders exact: all others of each item, the nearest first.
 */
export function tryCells(
  cells: number,
  points: readonly Float64Array[],
  orders: readonly Int32Array[],
  { foldOf, folds }: Folds,
  seed: number,
): CellTrial {
  const [training, heldOut]: [Curve[], Curve[]] = [[], []]
  for (let fold = 0; fold < folds; fold += 1) {
    const known = points.filter((_, item) => foldOf[item] !== fold).map((point) => [...point])
    const { centroids } = kmeans(known, Math.min(cells, known.length - 1), { seed, maxIterations: MAX_ITERATIONS })
    const centres = centroids.map((position, cell) => ({ cell, position }))
    const nearest = points.map((point) => nearestCells(point, centres).map(({ cell }) => cell))
    const isKnown = (item: number) => foldOf[item] !== fold
    training.push(curveOf(nearest, orders, isKnown, isKnown))
    heldOut.push(curveOf(nearest, orders, (item) => !isKnown(item), () => true)) // prettier-ignore
  }
  return { cells, training, heldOut }
}

/** Curves added up; the shorter ones end in what they reached. */
export function added(curves: readonly Curve[]): Curve {
  const length = Math.max(0, ...curves.map(({ found }) => found.length))
  const total = (of: (curve: Curve) => readonly number[]) =>
    Array.from({ length }, (_, at) => curves.reduce((sum, curve) => sum + (of(curve)[at] ?? of(curve).at(-1) ?? 0), 0))
  return {
    queries: curves.reduce((sum, { queries }) => sum + queries, 0),
    wanted: curves.reduce((sum, { wanted }) => sum + wanted, 0),
    found: total(({ found }) => found),
    compared: total(({ compared }) => compared),
  }
}

export interface CellChoice {
  /** For each fold the cells and probes that reached the goal for the others with the fewest comparisons. */
  readonly byFold: readonly { readonly cells: number; readonly probes: number }[]
  /** Of the tracks held out. */
  readonly recall: number
  /** Vectors compared by one search. */
  readonly compared: number
}

export function chooseCells(trials: readonly CellTrial[], folds: number): CellChoice {
  let [wanted, found, queries, compared] = [0, 0, 0, 0]
  const byFold = Array.from({ length: folds }, (_, fold) => {
    const options = trials.flatMap((trial) => {
      const curve = trial.training[fold]
      if (curve === undefined || curve.queries === 0) return []
      const at = curve.found.findIndex((count) => count >= RECALL_GOAL * curve.wanted)
      return [{ trial, at, cost: checked(curve.compared[at]) / curve.queries }]
    })
    const [first] = options.sort((a, b) => a.cost - b.cost)
    const curve = first?.trial.heldOut[fold]
    const at = Math.min(first?.at ?? 0, (curve?.found.length ?? 1) - 1)
    wanted += curve?.wanted ?? 0
    queries += curve?.queries ?? 0
    found += curve?.found[at] ?? 0
    compared += curve?.compared[at] ?? 0
    return { cells: first?.trial.cells ?? 0, probes: at + 1 }
  })
  return { byFold, recall: found / Math.max(1, wanted), compared: compared / Math.max(1, queries) }
}

function curveOf(
  nearest: readonly (readonly number[])[],
  orders: readonly Int32Array[],
  asks: (item: number) => boolean,
  isThere: (item: number) => boolean,
): Curve {
  const cells = nearest[0]?.length ?? 0
  const sizes = new Float64Array(cells)
  nearest.forEach(([cell = 0], item) => {
    if (isThere(item)) sizes[cell] = checked(sizes[cell]) + 1
  })
  const found = new Float64Array(cells)
  const compared = new Float64Array(cells)
  let [queries, wanted] = [0, 0]
  orders.forEach((order, query) => {
    if (!asks(query)) return
    queries += 1
    const probed = nearest[query] ?? []
    probed.forEach((cell, at) => (compared[at] = checked(compared[at]) + checked(sizes[cell])))
    for (const other of order.filter(isThere).slice(0, RECALL_AT)) {
      const at = probed.indexOf(nearest[other]?.[0] ?? 0)
      found[at] = checked(found[at]) + 1
      wanted += 1
    }
  })
  return {
    queries,
    wanted,
    found: summedUp(found),
    compared: summedUp(compared).map((count) => count + cells * queries),
  }
}

function summedUp(values: Float64Array): readonly number[] {
  let sum = 0
  return Array.from(values, (value) => (sum += value))
}
