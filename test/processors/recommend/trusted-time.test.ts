import { describe, expect, it } from 'vitest'
import {
  afterPlay,
  CONFIRMED_AFTER_MS,
  JUMP_MS,
  MAX_STRETCHES,
  trustedAt,
} from '../../../processors/recommend/trusted-time.ts'
import type { ClockStretch } from '../../../schemas/generated.ts'
import { START } from '../../support/builders.ts'

const DAY_MS = 86_400_000
const after = (...days: readonly number[]) =>
  days.reduce<{ readonly clock: readonly ClockStretch[]; readonly wrong: readonly ClockStretch[] }>(
    ({ clock, wrong }, day, offset) => {
      const next = afterPlay(clock, START + day * DAY_MS, offset)
      return { clock: next.clock, wrong: [...wrong, ...next.wrong] }
    },
    { clock: [], wrong: [] },
  )
const trusted = (...days: readonly number[]) =>
  (trustedAt(after(...days).clock, START + (days.at(-1) ?? 0) * DAY_MS) - START) / DAY_MS

describe('the trusted time', () => {
  it('is that of the plays, while it goes on without a jump', () => {
    expect(trusted(0)).toBe(0)
    expect(trusted(0, 1, 3.5, 6)).toBe(6)
    expect(trusted(0, JUMP_MS / DAY_MS)).toBe(JUMP_MS / DAY_MS)
    expect(trusted(5, 4)).toBe(5)
  })

  it('stays after a jump ahead, until plays have gone on from there for a day', () => {
    expect(trusted(0, 30)).toBe(0)
    expect(trusted(0, 30, 30.5)).toBe(0)
    expect(trusted(0, 30, 30 + CONFIRMED_AFTER_MS / DAY_MS)).toBe(31)
    expect(after(0, 30, 31).wrong).toStrictEqual([])
  })

  it('goes back with a clock that is behind, so that nothing ages, and returns with it', () => {
    expect(trusted(0, 2, -30)).toBe(-30)
    expect(trusted(0, 2, -30, 2)).toBe(2)
  })

  it('names the stretches that were wrong when plays return to where they were', () => {
    const ahead = { since: START + 30 * DAY_MS, sinceOffset: 1, last: START + 30.1 * DAY_MS }
    expect(after(0, 30, 30.1, 0.1).wrong).toStrictEqual([ahead])
    expect(after(0, 30, 30.1, 60, 0.1).wrong).toStrictEqual([ahead, { since: START + 60 * DAY_MS, sinceOffset: 3, last: START + 60 * DAY_MS }]) // prettier-ignore
  })

  it('names what was ahead of a stretch that turns out to be right', () => {
    expect(after(0, 30, 10, 11).wrong).toStrictEqual([{ since: START + 30 * DAY_MS, sinceOffset: 1, last: START + 30 * DAY_MS }]) // prettier-ignore
    expect(after(0, 30, 10, 11).clock).toHaveLength(1)
  })

  it('is bounded, and never loses the stretch that is trusted', () => {
    const many = Array.from({ length: 50 }, (_, i) => 100 + 10 * i)
    expect(after(0, ...many).clock).toHaveLength(MAX_STRETCHES)
    expect(trusted(0, ...many)).toBe(0)
  })
})
