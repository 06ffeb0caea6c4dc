import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { cooperativeYield } from '../../../../streams/engine/runtime/cooperative-yield.ts'

describe('a cooperative yield', () => {
  it('ends for one task at a time, in order, with a turn of the event loop for everything else in between', async () => {
    const yieldToEventLoop = cooperativeYield()
    const resumed: string[] = []
    const task = async (name: string) => {
      for (let slice = 1; slice <= 2; slice += 1) {
        await yieldToEventLoop()
        resumed.push(`${name}${slice}`)
      }
    }
    const others = async () => {
      for (let turn = 0; turn < 4; turn += 1) {
        await setImmediate()
        resumed.push('other')
      }
    }
    await Promise.all([task('a'), task('b'), others()])
    expect(resumed.filter((each) => each !== 'other')).toStrictEqual(['a1', 'b1', 'a2', 'b2'])
    expect(resumed.join(' ')).not.toMatch(/\w\d \w\d/u)
  })
})
