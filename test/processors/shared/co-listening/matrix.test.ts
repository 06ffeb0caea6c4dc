import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../processors/shared/random.ts'
import { largest, rowStore } from '../../../../processors/shared/co-listening/matrix.ts'
import { at } from '../../../support/linear-systems.ts'

describe('the numbers with the largest scores', () => {
  it.each([1, 5, 30, 200, 500])('are those of a full sort, equal ones by number, for a limit of %i', (limit) => {
    const random = seededRandom(limit)
    const scores = Array.from({ length: 500 }, () => random.below(40))
    const numbers = Int32Array.from(scores.keys()).reverse()
    const sorted = [...scores.keys()].sort((a, b) => at(scores, b) - at(scores, a) || a - b)
    expect([...largest(numbers, (number) => at(scores, number), limit)]).toStrictEqual(sorted.slice(0, limit))
  })
})

/** A store of a symmetric matrix that is given entry by entry. */
function stored(size: number, entries: ReadonlyMap<string, number>, counts = new Float64Array(size).fill(1)) {
  const store = rowStore(size, counts)
  const row = new Float64Array(size)
  const byRow = new Map<number, Map<number, number>>()
  const add = (i: number, j: number, value: number) => byRow.set(i, (byRow.get(i) ?? new Map<number, number>()).set(j, value)) // prettier-ignore
  for (const [key, value] of entries) {
    const [i = 0, j = 0] = key.split(',').map(Number)
    add(i, j, value)
    add(j, i, value)
  }
  for (let i = 0; i < size; i += 1) {
    const ofRow = byRow.get(i) ?? new Map<number, number>()
    for (const [j, value] of ofRow) row[j] = value
    store.add(row, Int32Array.from(ofRow.keys()))
    for (const j of ofRow.keys()) row[j] = 0
  }
  return (columns: readonly number[]): readonly number[] => {
    const placeOf = new Int32Array(size)
    for (const [place, column] of columns.entries()) placeOf[column] = place + 1
    const into = new Float64Array(columns.length ** 2).fill(NaN)
    store.block(Int32Array.from(columns), placeOf, into)
    return columns.flatMap((_, a) => columns.slice(0, a + 1).map((__, b) => at(into, a * columns.length + b)))
  }
}

const ENTRIES = new Map([['0,1', 2], ['1,2', 3], ['0,2', 5], ['2,2', 7]]) // prettier-ignore

describe.each([3, 4_001])('a matrix of %i rows', (size) => {
  it('gives the lower triangle of some columns, in their order', () => {
    const lower = stored(size, ENTRIES)
    expect(lower([0, 1, 2])).toStrictEqual([0, 2, 0, 5, 3, 7])
    expect(lower([2, 0])).toStrictEqual([7, 5, 0])
  })
})

describe('a matrix with too many entries', () => {
  const size = 4_001
  /** Row 0 is full, with rising values; the entries of the other rows are few. */
  const full = new Map(Array.from({ length: 300 }, (_, i) => [`0,${i + 1}`, i + 1] as const))

  it('keeps what is among the largest of one of the two rows', () => {
    // Row 0 keeps its 256 largest of 300; row 1 keeps its only entry, which row 0 has dropped.
    expect(stored(size, full)([0, 1, 300])).toStrictEqual([0, 1, 0, 300, 0, 0])
  })

  it('measures an entry relative to the root of the count of its column', () => {
    const counts = new Float64Array(size).fill(1)
    counts[300] = 1e9
    const entries = new Map([...full, ...Array.from({ length: 300 }, (_, i) => [`300,${1_000 + i}`, 1_000] as const)])
    // Now both rows drop the pair (0, 300).
    expect(stored(size, entries, counts)([0, 300])).toStrictEqual([0, 0, 0])
  })
})
