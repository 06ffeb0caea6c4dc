import { describe, expect, it } from 'vitest'
import { statistics } from '../../../../processors/shared/features/statistics.ts'

describe('running statistics', () => {
  it('are mean and population deviation of each dimension', () => {
    const running = statistics(3)
    for (const value of [2, 4, 4, 4, 5, 5, 7, 9]) running.add(Float64Array.of(NaN, value, -1))
    expect(running.summary(0, 3)).toStrictEqual({ mean: [0, 5, -1], deviation: [0, 2, 0] })
  })

  it('leave out what is not a number', () => {
    const running = statistics(1)
    for (const value of [NaN, 1, NaN, 3]) running.add(Float64Array.of(value))
    expect(running.summary(0, 1)).toStrictEqual({ mean: [2], deviation: [1] })
  })

  it('keep a small deviation on a large mean', () => {
    const running = statistics(1)
    for (const value of [1e9 + 1, 1e9 + 2, 1e9 + 3]) running.add(Float64Array.of(value))
    expect(running.summary(0, 1)).toStrictEqual({ mean: [1e9 + 2], deviation: [Math.sqrt(2 / 3)] })
  })
})
