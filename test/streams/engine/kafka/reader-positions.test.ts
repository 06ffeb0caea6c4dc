import { describe, expect, it } from 'vitest'
import type { Start, TopicPartition } from '../../../../streams/engine/kafka/port.ts'
import { ReaderPositions } from '../../../../streams/engine/kafka/reader-positions.ts'

const A: TopicPartition = { topic: 'plays', partition: 0 }
const B: TopicPartition = { topic: 'plays', partition: 1 }
const offsets = (a: number, b: number) =>
  new Map([
    ['plays/0', a],
    ['plays/1', b],
  ])
const positions = (from: Start, start: readonly [number, number], end: readonly [number, number]) =>
  new ReaderPositions([A, B], from, offsets(...start), offsets(...end))
const next = (of: ReaderPositions) => [of.next(A), of.next(B)]

describe('reading begins', () => {
  it('at the start of the log', () => {
    expect(next(positions('start', [5, 0], [9, 3]))).toStrictEqual([5, 0])
  })
  it('at the end of a partition that has no record as young as the time asked for', () => {
    expect(next(positions(1_000, [7, -1], [9, 3]))).toStrictEqual([7, 3])
  })
  it('at an offset, or where the log begins later', () => {
    expect(next(positions({ next: 4 }, [5, 0], [9, 3]))).toStrictEqual([5, 4])
  })
})

describe('a reader', () => {
  it('has caught up once every partition is read to where it ended when reading began, and reports it once', () => {
    const reading = positions('start', [0, 0], [2, 1])
    const seen = [reading.takeCaughtUp()]
    reading.advance(A, 2)
    seen.push(reading.takeCaughtUp())
    reading.advance(B, 4)
    seen.push(reading.takeCaughtUp(), reading.takeCaughtUp())
    expect(seen).toStrictEqual([false, false, true, false])
    expect(reading.isCaughtUp()).toBe(true)
  })

  it('counts progress in the offsets that there were when reading began', () => {
    const reading = positions('start', [10, 0], [20, 5])
    expect(reading.progress()).toStrictEqual({ done: 0, total: 15 })
    reading.advance(A, 14)
    reading.advance(B, 9)
    expect(reading.progress()).toStrictEqual({ done: 9, total: 15 })
  })

  it('never goes back by itself', () => {
    const reading = positions('start', [0, 0], [9, 9])
    reading.advance(A, 5)
    reading.advance(A, 3)
    expect(next(reading)).toStrictEqual([5, 0])
  })

  it('goes on at the oldest record of a partition whose position has been deleted, and stays where it is elsewhere', () => {
    const reading = positions('start', [0, 0], [9, 9])
    reading.advance(A, 2)
    reading.advance(B, 8)
    reading.moveInto(offsets(5, 3), offsets(9, 9))
    expect(next(reading)).toStrictEqual([5, 8])
  })

  it('begins a partition anew whose log ends before its position: the topic was created anew', () => {
    const reading = positions('start', [0, 0], [9, 9])
    reading.advance(A, 9)
    reading.moveInto(offsets(0, 0), offsets(4, 9))
    expect(next(reading)).toStrictEqual([0, 0])
  })

  it('knows its own partitions only', () => {
    expect(() => positions('end', [0, 0], [9, 9]).next({ topic: 'scans', partition: 0 })).toThrow('scans/0')
  })
})
