import { expect, it } from 'vitest'
import { clockTime, lengthWords, spokenTime } from '../../../ui/data/time-words.ts'

const cases: readonly (readonly [number, string, string])[] = [
  [0, '0:00', '0 seconds'],
  [999, '0:00', '0 seconds'],
  [61_000, '1:01', '1 minute 1 second'],
  [187_400, '3:07', '3 minutes 7 seconds'],
  [3_729_000, '1:02:09', '1 hour 2 minutes 9 seconds'],
  [-5, '0:00', '0 seconds'],
  [Number.NaN, '0:00', '0 seconds'],
]

it.each(cases)('%d ms is %s, spoken %s', (ms, clock, spoken) => {
  expect([clockTime(ms), spokenTime(ms)]).toEqual([clock, spoken])
})

it('says the length of a list in hours and minutes', () => {
  expect([30_000, 61_000, 7_620_000].map(lengthWords)).toEqual(['under a minute', '1 minute', '2 hours 7 minutes'])
})
