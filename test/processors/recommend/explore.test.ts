import { describe, expect, it } from 'vitest'
import { explore } from '../../../processors/recommend/explore.ts'
import { ids } from '../../support/builders.ts'

const cells = [ids('a', 'b', 'c'), ids('d')]
const drawnBy = (seeds: number, isEligible: (id: string) => boolean) =>
  Array.from({ length: seeds }, (_, i) => explore(cells, isEligible, `play-${i}`))

describe('exploring', () => {
  it('draws each track as often as its propensity says', () => {
    const drawn = drawnBy(4_000, (id) => id !== 'b')
    const shares = ['a', 'b', 'c', 'd'].map((id) => drawn.filter((each) => each?.trackId === id).length / drawn.length)
    const [often, sometimes] = [expect.closeTo(0.375, 1) as unknown, expect.closeTo(0.25, 1) as unknown]
    expect(shares).toStrictEqual([often, 0, often, sometimes])
    expect(new Set(drawn.map((each) => `${each?.trackId ?? ''} ${each?.propensity ?? 0}`))).toStrictEqual(
      new Set(['a 0.375', 'c 0.375', 'd 0.25']),
    )
  })

  it('draws the same for the same play', () => {
    expect(drawnBy(50, () => true)).toStrictEqual(drawnBy(50, () => true))
  })

  it('draws nothing from a cell that has nothing to offer, and nothing from no cells', () => {
    expect(new Set(drawnBy(50, (id) => id === 'd').map((each) => each?.trackId ?? null))).toStrictEqual(new Set([null, 'd'])) // prettier-ignore
    expect(explore([], () => true, 'play')).toBeNull()
  })
})
