import { expect, it } from 'vitest'
import { groupLag, nextUnread, partitionLag, secondsSince } from '../../../../streams/engine/runtime/unread-lag.ts'

const bounds = { topic: 'plays', partition: 0, start: 2, end: 10 }
const at = (next: number) => [{ topic: 'plays', partition: 0, next }]

it('a group goes on where it has committed, and with the oldest record where that is gone or nothing was', () => {
  expect([nextUnread(bounds, at(5)), nextUnread(bounds, at(0)), nextUnread(bounds, [])]).toStrictEqual([5, 2, 2])
})

it('counts what was read, and offsets where not all was', () => {
  expect([
    partitionLag(bounds, at(4), { records: 3, oldestMs: 7, countedTo: null }),
    partitionLag(bounds, [], { records: 3, oldestMs: 7, countedTo: 6 }),
  ]).toStrictEqual([
    { topic: 'plays', partition: 0, committed: 4, end: 10, records: 3, isExact: true, oldestMs: 7 },
    { topic: 'plays', partition: 0, committed: null, end: 10, records: 7, isExact: false, oldestMs: 7 },
  ])
})

it('of a group is the sum, and the age of the oldest record; 0 without one, or of the future', () => {
  const partition = (records: number, oldestMs: number | null) =>
    partitionLag(bounds, at(4), { records, oldestMs, countedTo: null })
  expect(groupLag([partition(3, 9_000), partition(4, 5_000), partition(0, null)], 12_000)).toStrictEqual({
    records: 7,
    isExact: true,
    seconds: 7,
  })
  expect([groupLag([], 1).seconds, secondsSince(null, 1), secondsSince(5_000, 1)]).toStrictEqual([0, 0, 0])
})
