import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstAfter, sortedList } from '../../../processors/websocket-bridge/track-list.ts'
import type { Sorted } from '../../../processors/websocket-bridge/track-list.ts'

const change = fc.record({ key: fc.nat(30), isThere: fc.boolean(), isAsked: fc.boolean() })

test('a list in which entries come, go and are replaced is always in order', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const list = sortedList<Sorted>()
      const model = new Map<string, Sorted>()
      for (const { key, isThere, isAsked } of changes) {
        const sortKey = String(key).padStart(2, '0')
        const before = model.get(sortKey)
        if (before !== undefined) list.remove(before)
        model.delete(sortKey)
        if (isThere) {
          const entry = { sortKey }
          model.set(sortKey, entry)
          list.add(entry)
        }
        if (isAsked) list.all()
      }
      const expected = [...model.values()].sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1))
      expect(list.all().every((entry, i) => entry === expected[i])).toBe(true)
      expect(list.all().length).toBe(expected.length)
    }),
    { seed: 5 },
  )
})

test('more changes than are gathered are put in without being asked for', () => {
  const list = sortedList<Sorted>()
  const keys = Array.from({ length: 5_000 }, (_, n) => String((n * 7_919) % 5_000).padStart(4, '0'))
  for (const sortKey of keys) list.add({ sortKey })
  expect(list.all().map(({ sortKey }) => sortKey)).toStrictEqual(keys.toSorted())
  expect(firstAfter(list.all(), '2499')).toBe(2_500)
})
