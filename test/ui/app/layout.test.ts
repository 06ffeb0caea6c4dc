import { expect, test } from 'vitest'
import { layoutOf } from '../../../ui/app/layout.ts'

test('the window decides the layout, the height too', () => {
  expect([layoutOf(320, 740), layoutOf(599, 740)]).toEqual(['phone', 'phone'])
  expect([layoutOf(600, 900), layoutOf(1023, 900)]).toEqual(['tablet', 'tablet'])
  expect([layoutOf(1024, 768), layoutOf(2560, 1440)]).toEqual(['desktop', 'desktop'])
})

test('a phone on its side, and a zoom of 400 %, have a rail and nothing below the view but the player', () => {
  expect([layoutOf(740, 360), layoutOf(320, 256), layoutOf(1280, 400)]).toEqual(['tablet', 'tablet', 'tablet'])
})
