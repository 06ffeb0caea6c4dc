import { checked } from '../../numeric.ts'
import { blockBytes, blocksOf, evenly, fillBlocks, ROWS } from './blocks.ts'
import { openMemory } from './memory.ts'

/** Rows are vectors one after another, each of `dimensions` numbers. */
export interface Rows {
  readonly rows: Float32Array
  readonly dimensions: number
}

export interface Clustering {
  /** Centres, one after another. */
  readonly centres: Float32Array
  /** For each row the cell whose centre is nearest. */
  readonly cells: Int32Array
  /** Squared distances to those centres. */
  readonly squared: Float32Array
  /** Sum of squared distances to the nearest centre: what k-means minimises. */
  readonly objective: number
}

/** The relative gain in the objective below which the iteration stops. */
const WORTH_ANOTHER = 1e-3

/**
 * Lloyd's algorithm (1982) for k-means from given centres: each becomes the mean of the rows nearest to it, repeatedly. An
 * empty cell takes the row that is farthest from its centre.
 * @param iterations at most; 0 only assigns.
 */
export function lloyd({ rows, dimensions }: Rows, from: Float32Array, iterations: number): Clustering {
  const memory = openMemory()
  const count = rows.length / dimensions
  const even = evenly(dimensions)
  const rowsAt = memory.take(count * even * 4)
  for (let i = 0; i < count; i += 1) {
    memory.f32.set(rows.subarray(i * dimensions, (i + 1) * dimensions), rowsAt / 4 + i * even)
  }
  const centres = Float32Array.from(from)
  const centresAt = blocksOf(memory, centres, dimensions)
  const nearestAt = memory.take(count * 8) // a cell and a squared distance for each row
  const stride = blockBytes(dimensions)
  const assign = (guessed: 0 | 1) => memory.kernel.assign(rowsAt, count, even, centresAt, stride, nearestAt, guessed)
  const found = () => ({
    cells: Int32Array.from({ length: count }, (_, i) => checked(memory.i32[nearestAt / 4 + 2 * i])),
    squared: Float32Array.from({ length: count }, (_, i) => checked(memory.f32[nearestAt / 4 + 2 * i + 1])),
  })
  let objective = assign(0)
  for (let i = 0; i < iterations; i += 1) {
    toMeans({ rows, dimensions }, found().cells, found().squared, centres)
    fillBlocks(memory, centresAt, centres, dimensions)
    const before = objective
    objective = assign(1)
    if (before - objective < WORTH_ANOTHER * before) break
  }
  return {
    centres,
    ...found(),
    objective,
  }
}

function toMeans({ rows, dimensions }: Rows, cells: Int32Array, squared: Float32Array, centres: Float32Array): void {
  const sums = new Float64Array(centres.length)
  const counts = new Int32Array(centres.length / dimensions)
  for (const [i, cell] of cells.entries()) {
    counts[cell] = checked(counts[cell]) + 1
    const to = cell * dimensions
    const at = i * dimensions
    for (let d = 0; d < dimensions; d += 1) sums[to + d] = checked(sums[to + d]) + checked(rows[at + d])
  }
  const taken = new Set<number>()
  for (const [cell, members] of counts.entries()) {
    const to = cell * dimensions
    if (members > 0) for (let d = 0; d < dimensions; d += 1) centres[to + d] = checked(sums[to + d]) / members
    else {
      const far = farthest(squared, taken)
      taken.add(far)
      centres.set(rows.subarray(far * dimensions, (far + 1) * dimensions), to)
    }
  }
}

function farthest(squared: Float32Array, except: ReadonlySet<number>): number {
  let best = 0
  let most = -1
  for (const [i, each] of squared.entries()) {
    if (each > most && !except.has(i)) {
      best = i
      most = each
    }
  }
  return best
}

/**
 * Initial centres by greedy k-means++ (Arthur and Vassilvitskii 2007): rows sampled with a probability proportional to their
 * squared distance from the centres so far; of `trials` candidates the one that lowers the objective most.
 * @param chance numbers from 0 (inclusive) to 1 (exclusive).
 */
export function spreadOut({ rows, dimensions }: Rows, centres: number, trials: number, chance: () => number) {
  const memory = openMemory()
  const count = rows.length / dimensions
  const even = evenly(dimensions)
  const stride = blockBytes(dimensions)
  const blocks = Math.ceil(count / ROWS)
  const blocksAt = blocksOf(memory, rows, dimensions)
  const queryAt = memory.take(even * 4)
  const nearestAt = memory.take(blocks * ROWS * 4)
  const nearest = memory.f32.subarray(nearestAt / 4, nearestAt / 4 + count)
  nearest.fill(Infinity)
  const potential = (row: number, take: 0 | 1): number => {
    memory.f32.set(rows.subarray(row * dimensions, (row + 1) * dimensions), queryAt / 4)
    return memory.kernel.potential(blocksAt, blocks, stride, queryAt, even, nearestAt, take)
  }
  const found = new Float32Array(centres * dimensions)
  let total = 0
  for (let i = 0; i < centres; i += 1) {
    const drawn = i === 0 ? [Math.floor(chance() * count)] : drawnBy(nearest, total, trials, chance)
    let best = checked(drawn[0])
    if (drawn.length > 1) {
      let least = Infinity
      for (const row of drawn) {
        const left = potential(row, 0)
        if (left < least) [best, least] = [row, left]
      }
    }
    total = potential(best, 1)
    found.set(rows.subarray(best * dimensions, (best + 1) * dimensions), i * dimensions)
  }
  return found
}

/** Rows sampled with a probability proportional to their weight. */
function drawnBy(weights: Float32Array, total: number, draws: number, chance: () => number): readonly number[] {
  const marks = Array.from({ length: draws }, () => chance() * total).sort((a, b) => a - b)
  const drawn: number[] = []
  let sum = 0
  let next = 0
  for (let i = 0; i < weights.length && next < draws; i += 1) {
    sum += checked(weights[i])
    for (; next < draws && sum > checked(marks[next]); next += 1) drawn.push(i)
  }
  return drawn.length > 0 ? drawn : [weights.length - 1] // rounding, or nothing but copies of what was drawn
}
