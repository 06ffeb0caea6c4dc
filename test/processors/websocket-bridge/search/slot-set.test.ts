import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inBoth, slotSet } from '../../../../processors/websocket-bridge/search/slot-set.ts'

const slots = fc.array(fc.nat(199), { maxLength: 80 })

test('a set holds what was put in, in order, and what is in both', () => {
  fc.assert(
    fc.property(slots, slots, slots, (a, b, c) => {
      const set = slotSet([a, b], 200)
      const expected = [...new Set([...a, ...b])].sort((x, y) => x - y)
      expect([...set.each()]).toStrictEqual(expected)
      expect(set.size).toBe(expected.length)
      expect(set.upTo(expected.length)).toStrictEqual(expected)
      if (expected.length > 0) expect(set.upTo(expected.length - 1)).toBeNull()
      expect([...inBoth(set, [c], 200).each()]).toStrictEqual(expected.filter((slot) => c.includes(slot)))
      for (let slot = 0; slot < 200; slot += 1) expect(set.has(slot)).toBe(expected.includes(slot))
    }),
    { seed: 8 },
  )
})
