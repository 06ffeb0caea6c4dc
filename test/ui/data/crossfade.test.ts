import { describe, expect, it } from 'vitest'
import { crossfadeAt } from '../../../ui/data/crossfade.ts'

describe('a crossfade', () => {
  it('fades with the power of both together the same', () => {
    for (const share of [0, 0.2, 0.5, 0.9, 1]) {
      const { out, in: into } = crossfadeAt(share)
      expect(out ** 2 + into ** 2).toBeCloseTo(1)
    }
    expect(crossfadeAt(-1)).toEqual({ out: 1, in: 0 })
    expect(crossfadeAt(2).in).toBe(1)
  })
})
