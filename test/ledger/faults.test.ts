import { describe, expect, it } from 'vitest'
import { faultsOf, INSIDE } from './faults.ts'

describe('the plan of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(faultsOf(50, 7)).toStrictEqual(faultsOf(50, 7))
    expect(faultsOf(50, 7)).not.toStrictEqual(faultsOf(50, 8))
  })

  it.each([5, 20, 50, 200])('aims at least half of the kills of recommend into its transactions, of %d', (kills) => {
    const planned = faultsOf(kills, 1).filter(({ action }) => action === 'kill')
    const atRecommend = planned.filter(({ target }) => target === 'recommend')
    const inside = atRecommend.filter(({ point }) => point !== null && INSIDE.includes(point))
    expect(planned.length).toBe(kills)
    expect(inside.length * 2).toBeGreaterThanOrEqual(atRecommend.length)
  })

  it('hits every part in ten kills, and in a long run makes a zombie', () => {
    const targets = (kills: number) => [...new Set(faultsOf(kills, 1).map(({ target }) => target))].sort()
    expect(targets(10)).toStrictEqual(['broker', 'mongo-sink', 'monitor-feedback', 'recommend', 'websocket-bridge'])
    expect(faultsOf(20, 1).filter(({ action }) => action === 'stop').length).toBe(1)
  })
})
