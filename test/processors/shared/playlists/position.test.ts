import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { positionsBetween, validPosition } from '../../../../processors/shared/playlists/position.ts'

describe('a position', () => {
  it('lies between its neighbours, wherever things are added', () => {
    const step = fc.record({ at: fc.nat(), count: fc.integer({ min: 1, max: 500 }), seed: fc.string() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let all: readonly string[] = []
        for (const { at, count, seed } of steps) {
          const place = at % (all.length + 1)
          const added = positionsBetween(all[place - 1] ?? null, all[place] ?? null, count, seed)
          all = [...all.slice(0, place), ...added, ...all.slice(place)]
        }
        expect(all.every((position, i) => i === 0 || String(all[i - 1]) < position)).toBe(true)
        expect(all.every((position) => validPosition(position) === position)).toBe(true)
      }),
    )
  })

  it('is short when things are added at an end, one by one', () => {
    const ends = { first: null as string | null, last: null as string | null }
    for (let i = 0; i < 10_000; i += 1) {
      ends.last = positionsBetween(ends.last, null, 1, `${i}`)[0] ?? null
      ends.first = positionsBetween(null, ends.first ?? ends.last, 1, `${i}`)[0] ?? null
    }
    expect([ends.first?.length, ends.last?.length]).toStrictEqual([10, 10])
  })

  it('grows slowly when things are added at one place', () => {
    const [low, first] = positionsBetween(null, null, 2, 's')
    let high = first
    for (let i = 0; i < 20; i += 1) [high] = positionsBetween(low ?? null, high ?? null, 1, `${i}`)
    expect(high?.length).toBeLessThan(100)
  })

  it('is the last one for a text that is none', () => {
    for (const text of [null, '', 'a', 'V00000 ', 'V000000', 'é'.repeat(6), 'z'.repeat(201)]) expect(validPosition(text)).toBe('zzzzzz') // prettier-ignore
    const behind = positionsBetween('zzzzzz', null, 1, 's')[0] ?? ''
    expect(behind > 'zzzzzz').toBe(true)
    expect((positionsBetween(null, '000000V', 1, 's')[0] ?? '') < '000000V').toBe(true)
  })
})
