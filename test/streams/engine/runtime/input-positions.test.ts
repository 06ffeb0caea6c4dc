import { describe, expect, it } from 'vitest'
import { decidePosition, InputMarks } from '../../../../streams/engine/runtime/input-positions.ts'

const at = { topic: 'plays', partition: 3 }
const mark = (next: number) => ({ ...at, next, timestamp: 5 })
const there = (next: number) => ({ mark: mark(next), isThere: true, younger: next })
const gone = (next: number, younger: number) => ({ mark: mark(next), isThere: false, younger })

describe('the position of an input', () => {
  const log = { start: 0, end: 100 }
  it.each([
    ['nothing is known', log, null, null, 0, 'unchanged'],
    ['the group has committed', log, 40, null, 40, 'unchanged'],
    ['the state has as much', log, 40, there(40), 40, 'unchanged'],
    ['the last inputs changed no state', log, 40, there(30), 40, 'unchanged'],
    ['the group is gone', log, null, there(40), 40, 'recorded'],
    ['the group is behind the state', log, 30, there(40), 40, 'recorded'],
    ['retention was faster', { start: 60, end: 100 }, 40, there(40), 60, 'expired'],
    ['the log ends before', log, 140, gone(140, 90), 90, 'cut'],
    ['the log ends before, without state', log, 140, null, 0, 'cut'],
    ['the log was cut and written on', log, 95, gone(95, 90), 90, 'cut'],
    ['the log was cut, and the offset corrected', log, 92, gone(95, 90), 92, 'unchanged'],
    ['the log and the group are gone', log, null, gone(140, 0), 0, 'unchanged'],
    ['the log was cut, and the group is gone', log, null, gone(140, 90), 90, 'cut'],
  ] as const)('where %s', (_, bounds, committed, marked, next, why) => {
    expect(decidePosition(bounds, committed, marked)).toStrictEqual({ next, why })
  })
})

describe('marks', () => {
  it('are the causes that records name, the last of each partition', () => {
    const marks = new InputMarks()
    const headers = (text: string) => ({ 'caused-by': Buffer.from(text) })
    marks.addCauseOf({ headers: headers('plays/3/17'), timestamp: 5 })
    marks.addCauseOf({ headers: headers('plays/3/11'), timestamp: 9 })
    marks.addCauseOf({ headers: headers('plays/4/1'), timestamp: 6 })
    for (const text of ['', 'plays', 'plays/x/1', 'plays/1/'])
      marks.addCauseOf({ headers: headers(text), timestamp: 1 })
    marks.addCauseOf({ headers: {}, timestamp: 1 })
    expect([marks.of(at), marks.of({ ...at, partition: 1 })]).toStrictEqual([{ ...at, next: 12, timestamp: 9 }, null])
    expect(
      marks.with([
        { ...at, next: 20, timestamp: 30 },
        { ...at, partition: 4, next: 2 },
      ]),
    ).toStrictEqual([
      { ...at, next: 20, timestamp: 30 },
      { ...at, partition: 4, next: 2, timestamp: 6 },
    ])
  })
})
