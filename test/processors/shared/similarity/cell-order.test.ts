import { expect, it } from 'vitest'
import { markCellChanged, cellsInOrder, createCellOrder } from '../../../../processors/shared/similarity/cell-order.ts'
import { trackId } from '../../../../schemas/generated.ts'

const [a, b, c] = [trackId('a'), trackId('b'), trackId('c')]

it('sorts a cell by distance, then by id, leaves empty ones out, and sorts again what has changed', () => {
  const order = createCellOrder()
  const cells = [[{ id: b, distance: 1 }, { id: a, distance: 1 }, { id: c, distance: 0 }], [], [{ id: a, distance: 3 }]] // prettier-ignore
  let sorted = 0
  const read = () =>
    cellsInOrder(order, 3, (cell) => {
      sorted += 1
      return cells[cell] ?? []
    })
  expect(read()).toStrictEqual([[c, a, b], [a]])
  expect(read()).toStrictEqual([[c, a, b], [a]])
  expect(sorted).toBe(3)
  cells[2] = [{ id: b, distance: 0 }]
  markCellChanged(order, 2)
  expect(read()).toStrictEqual([[c, a, b], [b]])
  expect(sorted).toBe(4)
})
