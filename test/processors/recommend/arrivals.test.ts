import { describe, expect, it } from 'vitest'
import { ARRIVAL_AGE_MS, createArrivals, MAX_ARRIVALS } from '../../../processors/recommend/arrivals.ts'
import { trackId } from '../../../schemas/generated.ts'
import { START } from '../../support/builders.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const arrived = (n: number, at: number) => ({ trackId: trackId(`t${n}`), at })

describe('arrivals', () => {
  it('are those of the last week, newest first, up to a number', () => {
    const arrivals = createArrivals()
    const many = Array.from({ length: 100 }, (_, n) => arrived(n, START + n * MINUTE_MS))
    for (const each of many) arrivals.add(each)
    expect(arrivals.newest(START + DAY_MS)).toStrictEqual(many.toReversed().slice(0, MAX_ARRIVALS))
    expect(arrivals.newest(START + 80 * MINUTE_MS + ARRIVAL_AGE_MS)).toStrictEqual(many.slice(81).toReversed())
    expect(arrivals.newest(START + DAY_MS + ARRIVAL_AGE_MS)).toStrictEqual([])
    expect(arrivals.newest(START - 1)).toStrictEqual([])
  })

  it('are not pushed out by tracks that a wrong clock stamped ahead or behind', () => {
    const arrivals = createArrivals()
    const today = [arrived(1, START + 1), arrived(2, START)]
    for (const each of today) arrivals.add(each)
    for (let n = 0; n < 100; n += 1) arrivals.add(arrived(100 + n, START + (n % 2 === 0 ? 30 : -30) * DAY_MS + n))
    expect(arrivals.newest(START + 1)).toStrictEqual(today)
  })

  it('do not depend on the order in which they were read, and are removed', () => {
    const [there, back] = [createArrivals(), createArrivals()]
    const some = Array.from({ length: 60 }, (_, n) => arrived(n, START + (n % 7) * DAY_MS))
    for (const each of some) there.add(each)
    for (const each of some.toReversed()) back.add(each)
    expect(there.newest(START + 6 * DAY_MS)).toStrictEqual(back.newest(START + 6 * DAY_MS))
    for (const each of some) there.remove(each)
    expect(there.newest(START + 6 * DAY_MS)).toStrictEqual([])
  })
})
