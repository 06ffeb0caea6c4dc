import { expect, it } from 'vitest'
import { isoTime } from '../../../../streams/app/output/iso-time.ts'

it('is in UTC, and a number where no date is so late', () => {
  expect([0, 8.64e15, 8.64e15 + 1].map(isoTime)).toStrictEqual([
    '1970-01-01T00:00:00.000Z',
    '+275760-09-13T00:00:00.000Z',
    '8640000000000001',
  ])
})
