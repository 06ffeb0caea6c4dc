import { describe, expect, it } from 'vitest'
import { similarity } from '../../../processors/recommend/similarity.ts'

describe('audio similarity', () => {
  it('is 1 for the same sound, and 0 from the distance of unrelated tracks on', () => {
    expect(similarity(0)).toBe(1)
    expect(similarity(Math.SQRT2)).toBe(0)
    expect(similarity(2)).toBe(0)
  })

  it('falls with the distance, without a step where it becomes 0', () => {
    const values = Array.from({ length: 15 }, (_, i) => similarity(i / 10))
    expect(values).toStrictEqual(values.toSorted((a, b) => b - a))
    expect(similarity(Math.SQRT2 - 1e-9)).toBeLessThan(1e-8)
  })
})
