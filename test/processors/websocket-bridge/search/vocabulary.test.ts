import { expect, test } from 'vitest'
import { keyedSlots, termsWith, vocabulary } from '../../../../processors/websocket-bridge/search/vocabulary.ts'

test('words are kept in order with their slots in order, and go with their last slot', () => {
  const words = vocabulary()
  for (const slot of [5, 1, 3, 3]) words.add('b', slot, slot === 3)
  words.add('a', 2, true)
  words.add('ba', 2, false)
  expect(words.all()).toStrictEqual([
    { sortKey: 'a', slots: [2], heads: [2] },
    { sortKey: 'b', slots: [1, 3, 5], heads: [3] },
    { sortKey: 'ba', slots: [2], heads: [] },
  ])
  expect(termsWith(words.all(), 'b')).toStrictEqual({ first: 1, end: 3 })
  expect(termsWith(words.all(), 'c')).toStrictEqual({ first: 3, end: 3 })
  words.remove('a', 2)
  words.remove('a', 2)
  words.remove('b', 3)
  expect(words.all().map(({ sortKey, slots, heads }) => [sortKey, slots, heads])).toStrictEqual([
    ['b', [1, 5], []],
    ['ba', [2], []],
  ])
})

test('names are kept as they are', () => {
  const names = keyedSlots()
  names.add('x', 2)
  names.add('x', 1)
  names.remove('x', 2)
  names.remove('y', 2)
  expect([names.of('x'), names.of('y')]).toStrictEqual([[1], []])
  names.remove('x', 1)
  expect(names.of('x')).toStrictEqual([])
})
