import { expect, it } from 'vitest'
import { menuPlace } from '../../../ui/data/menu-place.ts'

const window = { width: 1_000, height: 800 }
const menu = { width: 240, height: 400 }
const at = (left: number, top: number, size = 40) => ({ left, top, right: left + size, bottom: top + size })

it.each([
  ['below, at its start', at(100, 100), { left: 100, top: 140 }],
  ['at its end, where the right edge is near', at(900, 100), { left: 700, top: 140 }],
  ['above, where the lower edge is near', at(100, 700), { left: 100, top: 300 }],
  ['beside, where it fits neither below nor above', at(100, 380), { left: 100, top: 392 }],
  ['inside of the window, whatever it was opened on', at(-50, -90), { left: 8, top: 8 }],
])('a menu stands %s', (_, anchor, place) => {
  expect(menuPlace(anchor, menu, window)).toStrictEqual(place)
})

it('a menu that is higher than the window begins at its top', () => {
  expect(menuPlace(at(10, 100), menu, { width: 200, height: 300 })).toStrictEqual({ left: 8, top: 8 })
})
