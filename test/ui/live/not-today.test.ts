import { expect, test } from 'vitest'
import { memoryStore } from '../../../ui/data/kept.ts'
import { keptNotToday, readNotToday } from '../../../ui/live/not-today.ts'

test('what is not wanted today is kept until tomorrow, and no more than 500', () => {
  const store = memoryStore()
  keptNotToday(store, '2026-11-30', 'a')
  expect(keptNotToday(store, '2026-11-30', 'b').trackIds).toEqual(['a', 'b'])
  expect(readNotToday(store, '2026-11-30').trackIds).toEqual(['a', 'b'])
  expect(readNotToday(store, '2026-12-01').trackIds).toEqual([])
  for (let i = 0; i < 600; i += 1) keptNotToday(store, '2026-12-01', `t${i}`)
  expect(readNotToday(store, '2026-12-01').trackIds).toHaveLength(500)
})
