import { expect, test } from 'vitest'
import { dayName, arrivalDay } from '../../../ui/data/days.ts'

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

test('what has no time came earlier than all that has', () => {
  expect([{ addedAt: at(17, 9) }, { addedAt: null }, {}].map((thing) => arrivalDay(thing, now))).toEqual([
    'Yesterday',
    'Earlier',
    'Earlier',
  ])
})
