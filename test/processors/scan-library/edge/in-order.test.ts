import { describe, expect, it } from 'vitest'
import { inOrder } from '../../../../processors/scan-library/edge/in-order.ts'

describe('work in order', () => {
  it('gives results in the order of the items, however they are done', async () => {
    const finish: (() => void)[] = []
    const results = inOrder(
      ['a', 'b', 'c'],
      3,
      (item) => new Promise<string>((resolve) => finish.push(() => resolve(item))),
    )
    const first = results.next()
    for (const done of [...finish].reverse()) done()
    expect([(await first).value, (await results.next()).value, (await results.next()).value]).toStrictEqual([
      'a',
      'b',
      'c',
    ])
  })

  it('has at most so many under way at once, and works on all', async () => {
    let running = 0
    const most: number[] = []
    const given: number[] = []
    const work = async (item: number) => {
      running += 1
      most.push(running)
      await Promise.resolve()
      running -= 1
      return item
    }
    for await (const result of inOrder([1, 2, 3, 4, 5], 2, work)) given.push(result)
    expect([given, Math.max(...most)]).toStrictEqual([[1, 2, 3, 4, 5], 2])
  })

  it('throws what the work throws, at its place', async () => {
    const results = inOrder([1, 2, 3], 3, (item) =>
      item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(item),
    )
    expect((await results.next()).value).toBe(1)
    await expect(results.next()).rejects.toThrow('two')
  })
})
