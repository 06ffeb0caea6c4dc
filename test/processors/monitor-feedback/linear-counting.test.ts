import { describe, expect, it } from 'vitest'
import { estimatedCardinality, withCounted } from '../../../processors/monitor-feedback/linear-counting.ts'
import { trackId } from '../../../schemas/generated.ts'

const NONE = Buffer.alloc(0)
const tracks = (count: number) => Array.from({ length: count }, (_, i) => trackId(`track-${i}`))

describe('the count of different tracks', () => {
  it.each([0, 1, 20, 500, 5_000])('tells %d of them to within a twentieth', (count) => {
    expect(Math.abs(estimatedCardinality(withCounted(NONE, tracks(count))) - count)).toBeLessThanOrEqual(count / 20)
  })

  it('is the same in whatever order and however often', () => {
    const once = withCounted(NONE, tracks(30))
    const again = withCounted(withCounted(NONE, tracks(30).toReversed()), tracks(10))
    expect(again.equals(once)).toBe(true)
  })

  it('changes nothing in place, and nothing at all for what it knows', () => {
    const once = withCounted(NONE, tracks(3))
    const before = Buffer.from(once)
    expect(withCounted(once, tracks(2))).toBe(once)
    withCounted(once, tracks(9))
    expect(once.equals(before)).toBe(true)
  })
})
