import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countInWindow,
  OPEN_WINDOWS,
  WINDOW_MS,
  withOffer,
  withoutOutcome,
  withOutcome,
} from '../../../processors/monitor-feedback/windows.ts'
import type { OpenWindows } from '../../../processors/monitor-feedback/windows.ts'
import type { FeedbackWindow } from '../../../schemas/generated.ts'
import { ids, START } from '../../support/builders.ts'

const started = (window: FeedbackWindow) => ({ ...window, started: window.started + 1 })
const NONE = { windows: [], closedBefore: 0 }
const counted = (open: OpenWindows, at: number) => countInWindow(open, at, started)
const startsOf = ({ windows }: OpenWindows) => windows.map(({ windowStart }) => windowStart)
const after = (...hours: readonly number[]): OpenWindows =>
  hours.reduce<OpenWindows>((open, hour) => counted(open, START + hour * WINDOW_MS) ?? open, NONE)

describe('windows', () => {
  it('are tumbling, from their start to before their end', () => {
    const one = counted(NONE, START + WINDOW_MS - 1)
    expect(one?.changed).toMatchObject({ windowStart: START, started: 1 })
    expect(counted(one ?? NONE, START)?.windows).toHaveLength(1)
    expect(startsOf(counted(one ?? NONE, START + WINDOW_MS) ?? NONE)).toStrictEqual([START, START + WINDOW_MS])
  })

  it('are open for the grace period, and then closed', () => {
    const newest = after(OPEN_WINDOWS - 1)
    expect(counted(newest, START)?.windows).toHaveLength(2)
    const both = after(OPEN_WINDOWS - 1, 0, OPEN_WINDOWS)
    expect(startsOf(both).includes(START)).toBe(false)
    expect(both.closedBefore).toBe(START + WINDOW_MS)
    expect(counted(both, START)).toBeNull()
  })

  it('of a clock that was ahead for a while close nothing, and are forgotten once the present is there', () => {
    const ahead = after(0, 700, 701, 1)
    expect(startsOf(ahead)).toStrictEqual([0, 700, 701, 1].map((hour) => START + hour * WINDOW_MS))
    expect(ahead.closedBefore).toBe(0)
    const present = [1, 40, 80, 120, 160, 200, 240, 280, 320, 360, 400, 440, 480, 520, 560, 600, 640, 660, 680, 700]
    const there = present.reduce((open, hour) => counted(open, START + hour * WINDOW_MS) ?? open, ahead)
    expect(there.windows.at(-1)).toMatchObject({ windowStart: START + 700 * WINDOW_MS, started: 1 })
    expect(startsOf(there)).not.toContain(START + 701 * WINDOW_MS)
  })

  it('close what is before a stretch that has lasted longer than the grace period', () => {
    expect(startsOf(after(0, 100, 140))).toHaveLength(3)
    expect(startsOf(after(0, 100, 140, 160))).toStrictEqual([140, 160].map((hour) => START + hour * WINDOW_MS))
    expect(counted(after(0, 100, 140, 160), START)).toBeNull()
  })

  it('count ordinary records alike, with and without records of a clock that was days wrong for a while', () => {
    const ordinary = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 8, maxLength: 120 })
    const burst = fc.record({
      before: fc.nat(120),
      hours: fc.oneof(fc.integer({ min: 100, max: 2_000 }), fc.integer({ min: -2_000, max: -100 })),
      records: fc.integer({ min: 1, max: 40 }),
    })
    fc.assert(
      fc.property(ordinary, fc.array(burst, { maxLength: 3 }), fc.infiniteStream(fc.nat(20)), (gaps, bursts, back) => {
        let hour = 0
        const right = gaps.map((gap) => {
          hour += gap
          return { hour: hour - Math.min(Number(back.next().value), hour), isRight: true }
        })
        const log = right.flatMap((each, i) => [
          // A listener of a day: before that there is nothing that a clock that is behind could be told from.
          ...bursts.flatMap(({ before, hours, records }) =>
            before === i && hour > 0 && (hours > 0 || each.hour > 100)
              ? Array.from({ length: records }, (_, n) => ({ hour: each.hour + hours + (n >> 5), isRight: false }))
              : [],
          ),
          each,
        ])
        expect(ordinaryFigures(log)).toStrictEqual(ordinaryFigures(right))
      }),
      { seed: 20261130, numRuns: 200 },
    )
  })

  it('sum gain and loss of outcomes, hits and false positives only when the track was in the list', () => {
    const empty = counted(NONE, START)?.changed
    if (empty === undefined) throw new Error('There is a window.')
    const outcomes = [
      { rank: 1, isPositive: true, ageMs: 5 },
      { rank: 3, isPositive: false, ageMs: null },
      { rank: 0, isPositive: false, ageMs: null },
    ]
    const all = outcomes.reduce(withOutcome, empty)
    expect(all).toMatchObject({ judged: 3, hits: 1, misled: 1, gain: 1, loss: 0.5 })
    expect(outcomes.reduce(withoutOutcome, all)).toStrictEqual(empty)
    expect(withOffer(empty, ids('a', 'b'), null)).toMatchObject({ recommendations: 1, offered: 2, times: [] })
    expect(withOffer(empty, ids('a'), 100).times).toHaveLength(1)
  })
})

interface Dated {
  readonly hour: number
  readonly isRight: boolean
}

/** For each ordinary record what its window counted with it, or that it was late. */
function ordinaryFigures(log: readonly Dated[]): readonly string[] {
  let open: OpenWindows = NONE
  return log.flatMap(({ hour, isRight }) => {
    const next = counted(open, START + hour * WINDOW_MS)
    open = next ?? open
    return isRight ? [`${hour}: ${next?.changed.started ?? 'late'}`] : []
  })
}
