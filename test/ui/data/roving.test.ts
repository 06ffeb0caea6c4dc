import { expect, test } from 'vitest'
import { movedTo, nothingTyped, rowTyped, typed } from '../../../ui/data/roving.ts'

const list = { length: 100, columns: 1, pageRows: 10 }
const grid = { length: 11, columns: 4, pageRows: 2 }

test('keys move in a list and stay inside; left and right are for others', () => {
  const keys = ['ArrowDown', 'ArrowUp', 'Home', 'End', 'PageDown', 'PageUp', 'ArrowLeft', 'ArrowRight', 'x', ' ']
  expect(keys.map((key) => movedTo(key, 5, list))).toEqual([6, 4, 0, 99, 15, 0, null, null, null, null])
  expect([movedTo('ArrowUp', 0, list), movedTo('ArrowDown', 99, list), movedTo('PageDown', 95, list)]).toEqual([
    0, 99, 99,
  ])
  expect(movedTo('ArrowDown', 0, { ...list, length: 0 })).toBe(null)
})

test('keys move in a grid by its columns', () => {
  expect(['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight'].map((key) => movedTo(key, 5, grid))).toEqual([9, 1, 4, 6])
  // From the second row into the gap of the last: to its last one. From the last row: nowhere.
  expect([movedTo('ArrowDown', 7, grid), movedTo('ArrowDown', 9, grid), movedTo('ArrowUp', 2, grid)]).toEqual([
    10, 9, 2,
  ])
})

test('typed letters find the next row that begins with them, without accents, also around the end', () => {
  const names = ['Änglar', 'Bell', 'Bella', 'Cello', undefined]
  const nameAt = (index: number) => names[index]
  const b = typed(nothingTyped, 'B', 5_000)
  expect([rowTyped(b, 0, 5, nameAt), rowTyped(b, 1, 5, nameAt), rowTyped(b, 2, 5, nameAt)]).toEqual([1, 2, 1])
  const bella = ['e', 'l', 'l', 'a'].reduce((before, letter) => typed(before, letter, before.atMs + 100), b)
  expect(rowTyped(bella, 1, 5, nameAt)).toBe(2)
  expect(rowTyped(typed(bella, 'a', bella.atMs + 1_500), 2, 5, nameAt)).toBe(0)
  expect(rowTyped(typed(nothingTyped, 'z', 5_000), 2, 5, nameAt)).toBe(null)
})
