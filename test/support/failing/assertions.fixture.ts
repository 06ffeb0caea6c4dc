import { beforeAll, describe, expect, it } from 'vitest'

it('passes', () => undefined)

describe('a group', () => {
  it('has a wrong number', () => {
    expect(1 + 1).toBe(3)
  })

  it('says too much', () => {
    throw new Error(Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n'))
  })
})

describe('a group whose hook fails', () => {
  beforeAll(() => {
    throw new Error('no broker')
  })

  it('is skipped', () => undefined)
})
