import { expect, test } from 'vitest'
import { AFTER_TOUCH_MS, endsAtMs, isHeld, notHeld, scrolled, touched } from '../../../ui/live/hold.ts'

test.each([
  ['a pointer', { pointed: true }],
  ['the focus', { focused: true }],
  ['the switch', { pinned: true }],
  ['a finger', { fingers: 1 }],
])('%s holds, for as long as it is there', (_, fields) => {
  expect([isHeld(notHeld, 0), isHeld({ ...notHeld, ...fields }, 1e9), endsAtMs({ ...notHeld, ...fields }, 0)]).toEqual([
    false,
    true,
    null,
  ])
})

test('a finger holds a moment longer than it is there, and so does scrolling', () => {
  const lifted = touched(touched(notHeld, 1, 0), 0, 5_000)
  const end = 5_000 + AFTER_TOUCH_MS
  expect([isHeld(lifted, end - 1), isHeld(lifted, end), endsAtMs(lifted, 5_001), endsAtMs(lifted, end)]).toEqual([
    true,
    false,
    end,
    null,
  ])
  expect(isHeld(scrolled(notHeld, 0), AFTER_TOUCH_MS - 1)).toBe(true)
})
