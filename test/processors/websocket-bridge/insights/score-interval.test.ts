import { expect, it } from 'vitest'
import { scoreInterval } from '../../../../processors/websocket-bridge/insights/score-interval.ts'
import { mulberry32 } from '../../../../processors/shared/random.ts'

it('holds the true score at least 95 times in 100, also of few plays', () => {
  const random = mulberry32(3)
  for (const [n, hitRate, missRate] of [
    [10, 0.3, 0.1],
    [50, 0.02, 0],
    [300, 0.2, 0.3],
  ] as const) {
    const value = (1 + 1 / Math.log2(3)) / 2 // rank 1 and rank 2 alike
    const truth = (hitRate - missRate) * value
    let held = 0
    for (let run = 0; run < 1_000; run += 1) {
      let [gained, found] = [0, 0]
      for (let i = 0; i < n; i += 1) {
        const drawn = random()
        const sign = drawn < hitRate ? 1 : drawn < hitRate + missRate ? -1 : 0
        gained += sign * (random() < 0.5 ? 1 : 1 / Math.log2(3))
        found += Math.abs(sign)
      }
      const { low, high } = scoreInterval(gained, found, n)
      held += Number(low <= truth && truth <= high)
    }
    expect([n, held]).toStrictEqual([n, Math.max(950, held)])
  }
})

it('is never empty, and within what a score can be', () => {
  expect(scoreInterval(0, 0, 1)).toStrictEqual({ low: -0.7839856000000001, high: 0.7839856000000001 })
  expect(scoreInterval(5, 5, 5).high).toBe(1)
})
