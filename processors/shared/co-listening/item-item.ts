import { checked } from '../numeric.ts'
import type { RowStore } from './matrix.ts'
import { rowStore } from './matrix.ts'
import { sparseRegression } from './sparse-regression.ts'
import { itemCounts, occurrencesOf, withItemsOnce } from './sequences.ts'
import type { Occurrences, Sequences } from './sequences.ts'

/** Decay of a successor's weight for each further position. */
export const SUCCESSOR_DECAY = 0.8
/** Positions up to which a later play counts as a successor. */
export const SUCCESSOR_WINDOW = 16
/** Positions up to which two plays of a listener count as a co-occurrence. */
const CO_OCCURRENCE_WINDOW = 300
/** Sources of one target's regression; fewer in a large library, whose targets have few plays each. */
const MAX_SOURCES = 100
const MAX_SOURCES_OF_MANY = 64
const MANY = 20_000
/**
 * Item-item scores of one target, as dense rows by source.
 *
 * The weights are those of two linear models, which regress the target on its nearest sources: on what was played before it,
 * decaying with the distance (SLIST, Choi et al. 2021), and on what the same listeners played (the closed form of SLIM, Ning
 * and Karypis 2011, over selected neighbours).
 */
export interface TargetScores {
  readonly item: number
  readonly successorWeights: Float64Array
  readonly coOccurrenceWeights: Float64Array
  /** How often the target was played after the source, decaying with the distance. */
  readonly successorCounts: Float64Array
  /** The number of listeners who played both within the window. */
  readonly commonListeners: Float64Array
  /** The sources whose weight is not 0. */
  readonly sources: readonly [successor: Int32Array, coOccurrence: Int32Array]
}

export interface ItemItemModel {
  readonly size: number
  /** Plays of each item, repeats included; listeners of each item. */
  readonly plays: Float64Array
  readonly listeners: Float64Array
  /** The number of all plays. */
  readonly total: number
  /** The next call overwrites the rows. */
  target(item: number): TargetScores
}

/** Sequences, prepared for counting pairs at each distance with a weight. */
interface CountedSequences {
  readonly sequences: Sequences
  readonly occurrences: Occurrences
  readonly counts: Float64Array
  readonly weights: Float64Array
}

/**
 * Counts successors and co-occurrences, and prepares the regressions; time grows with plays × window.
 * @param sources of one target in each regression, at most.
 */
export function itemItemModel(sequences: Sequences, sources = sourcesFor(sequences.size)): ItemItemModel {
  const { size } = sequences
  const decay = Float64Array.from({ length: SUCCESSOR_WINDOW }, (_, d) => SUCCESSOR_DECAY ** d)
  const ordered = countedOf(sequences, decay)
  const unordered = countedOf(withItemsOnce(sequences), new Float64Array(CO_OCCURRENCE_WINDOW).fill(1))
  const [before, both] = [sparseRow(size), sparseRow(size)]
  const successor = sparseRegression(gramOf(ordered, both), ordered.counts, sources, SUCCESSOR_SCALE)
  const coOccurrence = sparseRegression(gramOf(unordered, both), unordered.counts, sources, { pairs: 1, diagonal: 1 })
  return {
    size,
    plays: ordered.counts,
    listeners: unordered.counts,
    total: sequences.items.length,
    target(item) {
      before.clear()
      collect(ordered, item, before, false)
      successor.solve(before.row, before.touched(), item)
      both.clear()
      collect(unordered, item, both, true)
      coOccurrence.solve(both.row, both.touched(), item)
      return {
        item,
        successorWeights: successor.weights,
        coOccurrenceWeights: coOccurrence.weights,
        successorCounts: before.row,
        commonListeners: both.row,
        sources: [successor.sources(), coOccurrence.sources()],
      }
    },
  }
}

/**
 * A play's regressors are the items before it, weighted by decay^(distance - 1). Summed over all plays, the product of two
 * items that are `d` positions apart is decay^d / (1 - decay²), while the stored pair is decay^(d - 1); that of an item with
 * itself is 1 / (1 - decay²).
 */
const SUCCESSOR_SCALE = {
  pairs: SUCCESSOR_DECAY / (1 - SUCCESSOR_DECAY ** 2),
  diagonal: 1 / (1 - SUCCESSOR_DECAY ** 2),
}

const sourcesFor = (size: number): number => (size > MANY ? MAX_SOURCES_OF_MANY : MAX_SOURCES)

const countedOf = (sequences: Sequences, weights: Float64Array): CountedSequences => ({
  sequences,
  weights,
  occurrences: occurrencesOf(sequences),
  counts: itemCounts(sequences),
})

/** A dense row that knows which of its columns are not 0. */
interface SparseRow {
  readonly row: Float64Array
  add(column: number, value: number): void
  touched(): Int32Array
  clear(): void
}

function sparseRow(size: number): SparseRow {
  const row = new Float64Array(size)
  const columns = new Int32Array(size)
  let count = 0
  return {
    row,
    add(column, value) {
      if (row[column] === 0) {
        columns[count] = column
        count += 1
      }
      row[column] = checked(row[column]) + value
    },
    touched: () => columns.subarray(0, count),
    clear() {
      for (let k = 0; k < count; k += 1) row[checked(columns[k])] = 0
      count = 0
    },
  }
}

/** Adds the weights of the items before each occurrence of an item; after it, too, when `isSymmetric`. */
function collect(
  { sequences: { starts, items }, occurrences, weights }: CountedSequences,
  item: number,
  into: SparseRow,
  isSymmetric: boolean,
): void {
  const window = weights.length
  for (let k = checked(occurrences.starts[item]); k < checked(occurrences.starts[item + 1]); k += 1) {
    const place = checked(occurrences.places[k])
    const listener = checked(occurrences.listeners[place])
    const from = Math.max(checked(starts[listener]), place - window)
    for (let p = place - 1; p >= from; p -= 1) into.add(checked(items[p]), checked(weights[place - p - 1]))
    if (!isSymmetric) continue
    const to = Math.min(checked(starts[listener + 1]), place + window + 1)
    for (let p = place + 1; p < to; p += 1) into.add(checked(items[p]), checked(weights[p - place - 1]))
  }
}

/** The Gram matrix: symmetric counts of all pairs. */
function gramOf(rows: CountedSequences, scratch: SparseRow): RowStore {
  const { size } = rows.sequences
  const store = rowStore(size, rows.counts)
  for (let item = 0; item < size; item += 1) {
    scratch.clear()
    collect(rows, item, scratch, true)
    store.add(scratch.row, scratch.touched())
  }
  scratch.clear()
  return store
}
