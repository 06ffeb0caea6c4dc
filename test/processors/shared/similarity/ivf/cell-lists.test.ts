import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../../../../processors/shared/random.ts'
import { createCellLists } from '../../../../../processors/shared/similarity/ivf/cell-lists.ts'
import type { CellLists } from '../../../../../processors/shared/similarity/ivf/cell-lists.ts'

/** Vectors in clouds around the centres, some far away from all, some twice. */
function library(dimensions: number, cells: number, count: number, seed: number) {
  const random = mulberry32(seed)
  const centres = Float32Array.from({ length: cells * dimensions }, () => 4 * random() - 2)
  const vectors = Array.from({ length: count }, (_, i) => {
    const cell = Math.floor(random() * cells)
    const spread = i % 50 === 0 ? 1_000 : 1
    return Float32Array.from(
      { length: dimensions },
      (_unused, d) => (centres[cell * dimensions + d] ?? 0) + spread * (random() - 0.5),
    )
  })
  for (let i = 7; i < count; i += 30) vectors[i] = vectors[i - 7] ?? new Float32Array(dimensions)
  return { random, centres, vectors }
}

type Vectors = readonly (Float32Array | undefined)[]

const squared = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, each, d) => sum + (each - (b[d] ?? NaN)) ** 2, 0)

/** The distances of the nearest, in order, one by one. */
const exactly = (vectors: Vectors, query: Float32Array, count: number, skip: readonly number[] = []) =>
  vectors
    .flatMap((vector, slot) => (vector === undefined || skip.includes(slot) ? [] : squared(vector, query)))
    .sort((a, b) => a - b)
    .slice(0, count)

function expectNearest(lists: CellLists, vectors: Vectors, query: Float32Array, count: number, skip: number[] = []) {
  const wanted = exactly(vectors, query, count, skip)
  const found = lists.search(query, count, lists.cells, skip)
  expect(found.slots).toHaveLength(wanted.length)
  expect(new Set(found.slots).size).toBe(wanted.length)
  for (const [i, slot] of found.slots.entries()) {
    expect(skip).not.toContain(slot)
    const own = squared(vectors[slot] ?? new Float32Array(), query)
    for (const each of [own, found.squared[i] ?? NaN]) {
      expect(Math.abs(each - (wanted[i] ?? NaN))).toBeLessThanOrEqual(1e-5 * (1 + (wanted[i] ?? NaN)))
    }
  }
}

describe('the lists of the cells', () => {
  it.each([1, 3, 8, 40, 167])('find what a comparison with every vector of %i dimensions finds', (dimensions) => {
    const { random, centres, vectors } = library(dimensions, 7, 900, dimensions)
    const lists = createCellLists(dimensions, centres)
    for (const [slot, vector] of vectors.entries()) lists.add(slot, vector, lists.nearestCell(vector).cell)
    expect(lists.size).toBe(900)
    for (let i = 0; i < 60; i += 1) {
      const own = vectors[Math.floor(random() * 900)] ?? new Float32Array(dimensions)
      const query = i % 3 === 0 ? own : own.map((each) => each + random() - 0.5)
      expectNearest(lists, vectors, query, [1, 10, 100, 1_000][i % 4] ?? 1)
      expectNearest(
        lists,
        vectors,
        query,
        10,
        Array.from({ length: i }, () => Math.floor(random() * 900)),
      )
    }
  })

  it('give each vector to the centre that is nearest', () => {
    const { centres, vectors } = library(40, 50, 300, 1)
    const lists = createCellLists(40, centres)
    const each = Array.from({ length: 50 }, (_, cell) => centres.subarray(cell * 40, (cell + 1) * 40))
    for (const vector of vectors) {
      const { cell } = lists.nearestCell(vector)
      expect(squared(each[cell] ?? new Float32Array(), vector)).toBeCloseTo(exactly(each, vector, 1)[0] ?? NaN, 3)
    }
  })

  it('lose what goes, take in what comes, and give back vectors as they came', () => {
    const { random, centres, vectors } = library(13, 5, 600, 3)
    const lists = createCellLists(13, centres)
    const there: (Float32Array | undefined)[] = []
    for (let step = 0; step < 3_000; step += 1) {
      const slot = Math.floor(random() * 600)
      const vector = vectors[slot] ?? new Float32Array()
      if (there[slot] === undefined) lists.add(slot, vector, Math.floor(random() * 5))
      else lists.remove(slot)
      there[slot] = there[slot] === undefined ? vector : undefined
      if (step % 100 === 0) expectNearest(lists, there, vector, 20)
    }
    for (let slot = 0; slot < 600; slot += 1) {
      expect(lists.has(slot)).toBe(there[slot] !== undefined)
      expect(lists.read(slot)?.slice() ?? null).toStrictEqual(there[slot] ?? null)
    }
    const members = Array.from({ length: 5 }, (_, cell) => lists.members(cell))
    expect(members.map(({ length }) => length)).toStrictEqual(members.map((_, cell) => lists.sizeOf(cell)))
    expect(members.flat().sort((a, b) => a - b)).toStrictEqual([...there.keys()].filter((slot) => lists.has(slot)))
  })

  it('take no more memory when tracks go and come', () => {
    const { centres, vectors } = library(13, 5, 600, 3)
    const lists = createCellLists(13, centres)
    const fill = () => vectors.forEach((vector, slot) => lists.add(slot, vector, slot % 5))
    fill()
    const { bytes } = lists
    for (let again = 0; again < 20; again += 1) {
      vectors.forEach((_, slot) => lists.remove(slot))
      fill()
    }
    expect(lists.bytes).toBe(bytes)
  })

  it('find nothing near a number that is none, and the rest as ever', () => {
    const { centres, vectors } = library(6, 3, 200, 9)
    centres.fill(NaN, 6, 12)
    const lists = createCellLists(6, centres)
    const usable = vectors.map((vector, slot) => (slot % 10 === 3 ? undefined : vector))
    for (const [slot, vector] of usable.entries()) {
      const broken = vector ?? Float32Array.of(1, 2, slot % 20 === 3 ? NaN : Infinity, 4, 5, 6)
      lists.add(slot, broken, vector === undefined ? 0 : lists.nearestCell(broken).cell)
    }
    for (const query of vectors) expect(lists.nearestCell(query).cell).not.toBe(1)
    // Two cells have a place: both are looked into, also from half-way between them.
    for (let i = 0; i < 190; i += 1) {
      const [one, other] = [vectors[i] ?? new Float32Array(6), vectors[i + 10] ?? new Float32Array(6)]
      const query = one.map((each, d) => (each + (other[d] ?? 0)) / 2)
      const found = lists.search(query, 1, 2).squared[0] ?? NaN
      expect(found / (exactly(usable, query, 1)[0] ?? NaN), `${i}`).toBeCloseTo(1, 4)
    }
    for (const query of vectors.slice(0, 50)) expectNearest(lists, usable, query, 30)
    expect(lists.search(new Float32Array(6).fill(NaN), 5, 3).slots).toHaveLength(0)
    expect(lists.search(new Float32Array(6), 0, 3).slots).toHaveLength(0)
  })
})
