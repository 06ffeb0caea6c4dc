import { describe, expect, it } from 'vitest'
import {
  itemCounts,
  occurrencesOf,
  sequencesOf,
  withoutLast,
  withItemsOnce,
} from '../../../../processors/shared/co-listening/sequences.ts'
import type { Sequences } from '../../../../processors/shared/co-listening/sequences.ts'

const lists = ({ starts, items }: Sequences) =>
  Array.from({ length: starts.length - 1 }, (_, u) => [...items.subarray(starts[u], starts[u + 1])])

const SEQUENCES = sequencesOf([[0, 1, 0, 2], [], [3], [2, 2]], 5)

describe('sequences of items', () => {
  it('are those of the listeners, also of one without any', () => {
    expect(lists(SEQUENCES)).toStrictEqual([[0, 1, 0, 2], [], [3], [2, 2]])
  })

  it('can be had without the last items of each', () => {
    expect(lists(withoutLast(SEQUENCES, 1))).toStrictEqual([[0, 1, 0], [], [], [2]])
    expect(lists(withoutLast(SEQUENCES, 3))).toStrictEqual([[0], [], [], []])
  })

  it('can be had without repeats, each item at its last play', () => {
    expect(lists(withItemsOnce(SEQUENCES))).toStrictEqual([[1, 0, 2], [], [3], [2]])
  })

  it('are counted by item', () => {
    expect([...itemCounts(SEQUENCES)]).toStrictEqual([2, 1, 3, 1, 0])
  })

  it('are inverted: every place of every item, with its listener', () => {
    const { starts, places, listeners } = occurrencesOf(SEQUENCES)
    const ofItem = (item: number) => [...places.subarray(starts[item], starts[item + 1])]
    expect([0, 1, 2, 3, 4].map(ofItem)).toStrictEqual([[0, 2], [1], [3, 5, 6], [4], []])
    expect([...listeners]).toStrictEqual([0, 0, 0, 0, 2, 3, 3])
  })
})
