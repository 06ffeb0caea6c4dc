import { expect, it } from 'vitest'
import { createSlots } from '../../../../processors/shared/similarity/slots.ts'
import { trackId } from '../../../../schemas/generated.ts'

const [a, b, c] = [trackId('a'), trackId('b'), trackId('c')]

it('gives each track one slot, and a slot that is given back to the next track', () => {
  const slots = createSlots()
  expect([slots.of(a), slots.take(a), slots.take(b), slots.take(a), slots.of(b)]).toStrictEqual([null, 0, 1, 0, 1])
  slots.giveBack(0)
  expect([slots.of(a), slots.all(), slots.take(c), slots.idOf(0), slots.all()]).toStrictEqual([null, [1], 0, c, [0, 1]])
})

it('frees a slot once, however often it is given back, and knows no track of a free one', () => {
  const slots = createSlots()
  slots.take(a)
  slots.giveBack(0)
  slots.giveBack(0)
  expect(() => slots.idOf(0)).toThrow('Slot 0 is free.')
  expect([slots.take(b), slots.take(c)]).toStrictEqual([0, 1])
})
