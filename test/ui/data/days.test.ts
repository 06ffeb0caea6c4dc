import { expect, test } from 'vitest'
import { groupedByDay, dayName } from '../../../ui/data/days.ts'

/** A Wednesday at noon, in the time zone of the machine. */
const now = new Date(2026, 10, 18, 12).getTime()
const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime()

test('a day has the name that people give it', () => {
  expect([at(18, 0), at(17, 23), at(16, 1), at(12, 8), at(11, 8)].map((time) => dayName(time, now))).toEqual([
    'Today',
    'Yesterday',
    'Monday',
    'Thursday',
    'November 11, 2026',
  ])
  expect(dayName(at(18, 23), now)).toBe('Today')
})

test('things stay in their order, by day, and those without a time come last', () => {
  const items = [
    { id: 1, addedAt: at(18, 9) },
    { id: 2, addedAt: at(18, 1) },
    { id: 3, addedAt: at(17, 9) },
    { id: 4, addedAt: null },
  ]
  expect(groupedByDay(items, now).map(({ name, items: those }) => [name, those.map(({ id }) => id)])).toEqual([
    ['Today', [1, 2]],
    ['Yesterday', [3]],
    ['Earlier', [4]],
  ])
})
