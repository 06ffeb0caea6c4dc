import { largest, rowStore } from './matrix.ts'
import type { RowStore } from './matrix.ts'
import { solveRidge } from './ridge.ts'
import { countsOf, occurrencesOf, withoutRepeats } from './sequences.ts'
import type { Occurrences, Sequences } from './sequences.ts'

/** What is played one place later counts that much less. */
export const FOLLOWING_DECAY = 0.8
/** Places between two plays that are still seen as following one another. */
export const FOLLOWING_WINDOW = 16
/** Of a listener's last items, so many count as played together with one of them. */
const TOGETHER_WINDOW = 300
/** Sources that one target is explained by; fewer in a large library, whose targets have few plays each. */
const MAX_SOURCES = 100
const MAX_SOURCES_OF_MANY = 64
const MANY = 20_000
/** Ridge of the regressions, in plays; and the share of the mean number of plays that is added. */
const RIDGE = 5
const RIDGE_SHARE = 0.5

/**
 * How much each source says about one target, as dense rows by source.
 *
 * `next` and `together` are weights of linear models: what follows, and what is played by the same listeners; each regresses
 * the target on its nearest sources (the closed form of SLIM, Ning and Karypis 2011, over selected neighbours; with decaying
 * order as in SLIST, Choi et al. 2021). `followed` counts how often the target came after, `shared` how many listeners have both.
 */
export interface Target {
  readonly item: number
  readonly next: Float64Array
  readonly together: Float64Array
  readonly followed: Float64Array
  readonly shared: Float64Array
  /** The sources that are not 0 in `next` or `together`. */
  readonly sources: readonly [next: Int32Array, together: Int32Array]
}

export interface CoListening {
  readonly size: number
  /** Plays of each item, repeats included; listeners of each item. */
  readonly plays: Float64Array
  readonly listeners: Float64Array
  /** All plays. */
  readonly total: number
  /** The target's rows, which the next call overwrites. */
  target(item: number): Target
}

interface Rows {
  readonly sequences: Sequences
  readonly occurrences: Occurrences
  readonly counts: Float64Array
  readonly weights: Float64Array
}

/**
 * Counts what was played after what and together with what, and prepares the regressions: time grows with plays × window.
 * @param sources that one target is explained by, at most.
 */
export function coListening(sequences: Sequences, sources = sourcesFor(sequences.size)): CoListening {
  const { size } = sequences
  const decay = Float64Array.from({ length: FOLLOWING_WINDOW }, (_, d) => FOLLOWING_DECAY ** d)
  const ordered = rowsOf(sequences, decay)
  const unordered = rowsOf(withoutRepeats(sequences), new Float64Array(TOGETHER_WINDOW).fill(1))
  const both = rowScratch(size)
  const near = stored(ordered, both)
  const shared = stored(unordered, both)
  const before = rowScratch(size)
  const next = regression(
    sources,
    near,
    ordered.counts,
    FOLLOWING_DECAY / (1 - FOLLOWING_DECAY ** 2),
    1 / (1 - FOLLOWING_DECAY ** 2),
  )
  const together = regression(sources, shared, unordered.counts, 1, 1)
  return {
    size,
    plays: ordered.counts,
    listeners: unordered.counts,
    total: sequences.items.length,
    target(item) {
      before.clear()
      collect(ordered, item, before, false)
      next.solve(before.row, before.touched(), item)
      both.clear()
      collect(unordered, item, both, true)
      together.solve(both.row, both.touched(), item)
      return {
        item,
        next: next.weights,
        together: together.weights,
        followed: before.row,
        shared: both.row,
        sources: [next.sources(), together.sources()],
      }
    },
  }
}

const sourcesFor = (size: number): number => (size > MANY ? MAX_SOURCES_OF_MANY : MAX_SOURCES)

const rowsOf = (sequences: Sequences, weights: Float64Array): Rows => ({
  sequences,
  weights,
  occurrences: occurrencesOf(sequences),
  counts: countsOf(sequences),
})

interface RowScratch {
  readonly row: Float64Array
  add(column: number, value: number): void
  touched(): Int32Array
  clear(): void
}

function rowScratch(size: number): RowScratch {
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
      row[column] = (row[column] ?? 0) + value
    },
    touched: () => columns.subarray(0, count),
    clear() {
      for (let k = 0; k < count; k += 1) row[columns[k] ?? 0] = 0
      count = 0
    },
  }
}

/** Adds what lies before each occurrence of an item, and behind it, too, when `isSymmetric`, by its distance. */
function collect(
  { sequences: { starts, items }, occurrences, weights }: Rows,
  item: number,
  into: RowScratch,
  isSymmetric: boolean,
): void {
  const window = weights.length
  for (let k = occurrences.starts[item] ?? 0; k < (occurrences.starts[item + 1] ?? 0); k += 1) {
    const place = occurrences.places[k] ?? 0
    const listener = occurrences.listeners[place] ?? 0
    const from = Math.max(starts[listener] ?? 0, place - window)
    for (let p = place - 1; p >= from; p -= 1) into.add(items[p] ?? 0, weights[place - p - 1] ?? 0)
    if (!isSymmetric) continue
    const to = Math.min(starts[listener + 1] ?? 0, place + window + 1)
    for (let p = place + 1; p < to; p += 1) into.add(items[p] ?? 0, weights[p - place - 1] ?? 0)
  }
}

function stored(rows: Rows, scratch: RowScratch): RowStore {
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

interface Regression {
  readonly weights: Float64Array
  sources(): Int32Array
  /** @param row what the target shares with each source; `touched` are those that are not 0. */
  solve(row: Float64Array, touched: Int32Array, item: number): void
}

/** @param factor scales the stored pairs, @param own the counts, to the moments of what the regression sees. */
function regression(
  sourcesAtMost: number,
  pairs: RowStore,
  counts: Float64Array,
  factor: number,
  own: number,
): Regression {
  const size = counts.length
  const weights = new Float64Array(size)
  const placeOf = new Int32Array(size)
  const most = Math.min(size, sourcesAtMost)
  const gram = new Float64Array(most * most)
  const solution = new Float64Array(most)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const ridge = RIDGE + (RIDGE_SHARE * total) / Math.max(1, size)
  let sources: Int32Array = new Int32Array(0)
  return {
    weights,
    sources: () => sources,
    solve(row, touched, item) {
      for (const source of sources) weights[source] = 0
      const others = touched.filter((source) => source !== item)
      sources = largest(others, (source) => (row[source] ?? 0) / Math.sqrt(counts[source] ?? 1), most)
      const width = sources.length
      for (let a = 0; a < width; a += 1) placeOf[sources[a] ?? 0] = a + 1
      pairs.block(sources, placeOf, gram)
      for (let a = 0; a < width * width; a += 1) gram[a] = (gram[a] ?? 0) * factor
      for (let a = 0; a < width; a += 1) {
        const source = sources[a] ?? 0
        gram[a * width + a] = (counts[source] ?? 0) * own
        solution[a] = row[source] ?? 0
        placeOf[source] = 0
      }
      solveRidge(gram, solution, width, ridge)
      for (let a = 0; a < width; a += 1) weights[sources[a] ?? 0] = solution[a] ?? 0
    },
  }
}
