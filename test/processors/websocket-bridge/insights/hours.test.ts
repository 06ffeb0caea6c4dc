import { expect, it } from 'vitest'
import { hourOf, hoursOf, INSIGHT_HOUR_MS } from '../../../../processors/websocket-bridge/insights/hours.ts'

const H = INSIGHT_HOUR_MS

it('keeps the newest hours, and counts nothing in what is older', () => {
  const hours = hoursOf(() => ({ n: 0 }), 3)
  const count = (ms: number) => {
    const counted = hours.at(ms)
    if (counted !== null) counted.n += 1
    return counted !== null
  }
  expect([count(5 * H), count(6 * H - 1), count(7 * H), count(9 * H + 1)]).toStrictEqual([true, true, true, true])
  expect([hours.oldest(), hours.between(5 * H, 6 * H)]).toStrictEqual([5 * H, [{ n: 2 }]])
  expect([count(4 * H), count(8 * H), count(5 * H), count(3 * H)]).toStrictEqual([false, true, false, false])
  expect([hours.oldest(), hours.between(-Infinity, Infinity).length]).toStrictEqual([7 * H, 3])
  expect([hourOf(-1), hourOf(0), hoursOf(() => 0).oldest()]).toStrictEqual([-H, 0, null])
})
