import { describe, expect, it } from 'vitest'
import { Slots } from '../../../../streams/engine/sandbox/slots.ts'

const never = new AbortController().signal

describe('slots', () => {
  it('are given in order of arrival, as they become free', async () => {
    const slots = new Slots(2)
    const order: number[] = []
    const acquired = [0, 1, 2, 3].map((i) => slots.acquire(never).then(() => order.push(i)))
    await Promise.all(acquired.slice(0, 2))
    expect(order).toStrictEqual([0, 1])
    slots.release()
    await acquired[2]
    slots.release()
    await acquired[3]
    expect(order).toStrictEqual([0, 1, 2, 3])
  })

  it('pass over a waiter that aborted', async () => {
    const slots = new Slots(1)
    await slots.acquire(never)
    const controller = new AbortController()
    const [left, next] = [slots.acquire(controller.signal), slots.acquire(never)]
    controller.abort(new Error('enough'))
    await expect(left).rejects.toThrow('enough')
    slots.release()
    await next
    slots.release()
    await slots.acquire(never) // the slot was counted once
    await expect(slots.acquire(AbortSignal.abort(new Error('late')))).rejects.toThrow('late')
  })
})
