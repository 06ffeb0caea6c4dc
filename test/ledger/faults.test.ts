import { describe, expect, it } from 'vitest'
import { clusterFaultsOf, faultsOf, INSIDE, outagesOf } from './faults.ts'

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

  it.each([
    [5, 0],
    [20, 1],
    [200, 10],
  ])('fills the disk and pauses the broker once in twenty kills, of %d', (kills, outages) => {
    const counted = (action: string) => faultsOf(kills, 11).filter((each) => each.action === action).length
    expect([counted('fill'), counted('pause'), counted('kill')]).toStrictEqual([outages, outages, kills])
    expect(outagesOf(kills)).toStrictEqual({ fullDisks: outages, pauses: outages, cuts: outages })
  })

  it('kills the same processes in the same order, however many outages come between', () => {
    const killed = (fullDisks: number, pauses: number) =>
      faultsOf(40, 3, { fullDisks, pauses, cuts: 0 }).filter(({ action }) => action !== 'fill' && action !== 'pause')
    expect(killed(7, 4)).toStrictEqual(killed(0, 0))
    const actions = faultsOf(40, 3, { fullDisks: 7, pauses: 4, cuts: 0 }).map(({ action }) => action)
    expect([actions.indexOf('fill') < 20, actions.lastIndexOf('fill') > 20]).toStrictEqual([true, true])
  })

  it('hits leaders and controllers of several brokers alike, pauses and cuts off leaders, and fills no disk', () => {
    const faults = clusterFaultsOf(20, 1, outagesOf(20))
    const counted = (action: string, role: string) =>
      faults.filter((each) => each.target === 'broker' && each.action === action && each.role === role).length
    expect([counted('kill', 'leader'), counted('kill', 'controller')]).toStrictEqual([2, 2])
    expect([counted('pause', 'leader'), counted('cut', 'leader')]).toStrictEqual([1, 1])
    expect(faults.filter(({ action }) => action === 'fill')).toStrictEqual([])
    expect(faults.filter(({ action }) => action === 'kill').length).toBe(20)
  })
})
