import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { pauses } from '../../../../streams/engine/runtime/stage-runner.ts'

describe('a pause', () => {
  it('ends for one task at a time, in order, with a turn of the event loop for everything else in between', async () => {
    const pause = pauses()
    const told: string[] = []
    const task = async (name: string) => {
      for (let stretch = 1; stretch <= 2; stretch += 1) {
        await pause()
        told.push(`${name}${stretch}`)
      }
    }
    const others = async () => {
      for (let turn = 0; turn < 4; turn += 1) {
        await setImmediate()
        told.push('other')
      }
    }
    await Promise.all([task('a'), task('b'), others()])
    expect(told.filter((each) => each !== 'other')).toStrictEqual(['a1', 'b1', 'a2', 'b2'])
    expect(told.join(' ')).not.toMatch(/\w\d \w\d/u)
  })
})
