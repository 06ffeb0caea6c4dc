import { describe, expect, it } from 'vitest'
import { MAX_OUTCOMES } from '../../../processors/monitor-feedback/counted-outcomes.ts'
import { catalogueTracks } from '../../../processors/monitor-feedback/catalogue-tracks.ts'
import { monitorFeedback } from '../../../processors/monitor-feedback/monitor-feedback.ts'
import { OPEN_WINDOWS } from '../../../processors/monitor-feedback/windows.ts'
import type { Feedback, FeedbackWindows, PlayEvent, Recommendation } from '../../../schemas/generated.ts'
import { playId, trackId } from '../../../schemas/generated.ts'
import { HOUR_MS, recommended, START, suggested } from '../../support/builders.ts'
import { ours } from '../../support/own-lists.ts'
import { runWithState } from '../../support/run.ts'

const MINUTE_MS = 60_000

/** The list (t0, t1, t2) that answers the play at an offset. */
function answer(
  offset: number,
  event: PlayEvent,
  track: string,
  changes: Partial<Recommendation['causedBy']> = {},
  at = START + offset * MINUTE_MS,
) {
  // prettier-ignore
  const causedBy = { topic: 'plays', partition: 0, offset, playId: playId(`p${offset}`), trackId: trackId(track), event, takenFrom: null, takesBack: [], ...changes } // prettier-ignore
  return ours({ ...recommended(3, at, { causedBy }), offset })
}
const taken = { takenFrom: suggested.recommendationId }
const views = new Map([[catalogueTracks, new Set([trackId('t0'), trackId('t1'), trackId('t2')])]])
const ran = (lists: Parameters<typeof runWithState>[1]) => runWithState(monitorFeedback, lists, views)
const told = (lists: Parameters<typeof runWithState>[1]) => ran(lists).emitted.map(({ value }) => value as Feedback)
/** What plays say, without what is of the lists alone. */
const said = (window: Feedback | undefined) => {
  if (window === undefined) throw new Error('There is a window.')
  const { started, finished, skipped, liked, satisfaction, judged, hits, misled, score } = window
  const { stalenessP50Ms, stalenessP99Ms } = window
  return { started, finished, skipped, liked, satisfaction, judged, hits, misled, score, stalenessP50Ms, stalenessP99Ms } // prettier-ignore
}

describe('plays that their listener took back', () => {
  const before = [
    answer(0, 'wished', 'x'),
    answer(1, 'started', 't2', taken),
    answer(2, 'finished', 't2', taken),
    answer(3, 'started', 't1', taken),
  ]
  const nothing = answer(6, 'wished', 'x')

  it('are subtracted from what they had added, and no other is', () => {
    const skipped = answer(4, 'skipped', 't1', taken)
    const after = told([...before, skipped, answer(5, 'retracted', 't1', { takesBack: [4] })])
    expect(said(after.at(-2))).toMatchObject({ skipped: 1, judged: 4, misled: 1, satisfaction: 1 / 2 })
    expect(said(after.at(-1))).toStrictEqual(said(told([...before, nothing]).at(-1)))
    expect(after.at(-1)).toMatchObject({ recommendations: 6, offered: 18, started: 2, skipped: 0, satisfaction: 1 })
  })

  it('are subtracted all, as far as there are any, and once', () => {
    const back = { takesBack: [0, 1, 2, 3, 77] }
    const after = told([...before, answer(5, 'sessionRetracted', 'x', back), answer(6, 'sessionRetracted', 'x', back)])
    const none = { started: 0, finished: 0, judged: 0, hits: 0, score: null, satisfaction: null, stalenessP99Ms: null }
    expect(after.slice(-2).map(said)).toMatchObject([none, none])
  })

  it('are those of the partition that is meant', () => {
    const elsewhere = answer(3, 'retracted', 't1', { partition: 1, takesBack: [3] })
    expect(said(told([...before, elsewhere]).at(-1))).toStrictEqual(said(told([...before, nothing]).at(-1)))
  })

  it('change the window in which they counted, which is written again before that of the present', () => {
    const back = answer(5, 'retracted', 't1', { takesBack: [3] }, START + 2 * HOUR_MS)
    const [old, present, ...rest] = told([...before, back]).slice(before.length)
    expect([old?.windowStart, old?.started, old?.judged]).toStrictEqual([START, 1, 2])
    expect([present?.windowStart, present?.started, rest]).toStrictEqual([START + 2 * HOUR_MS, 0, []])
  })

  it('add nothing when they come after what took them back, as in private', () => {
    const late = answer(4, 'skipped', 't1', { ...taken, takesBack: [4] })
    expect(said(told([...before, late]).at(-1))).toStrictEqual(said(told([...before, nothing]).at(-1)))
  })

  it('stay counted once their window has closed, or there are too many after them', () => {
    const ages = [OPEN_WINDOWS - 1, OPEN_WINDOWS]
    const later = (hours: number) => [
      ...[
        answer(4, 'skipped', 't1', taken),
        ...[24, hours].map((hour, i) => answer(5 + i, 'wished', 'x', {}, START + hour * HOUR_MS)),
      ],
      answer(7, 'retracted', 't1', { takesBack: [4] }, START + hours * HOUR_MS),
    ]
    expect(ages.map((hours) => told([...before, ...later(hours)]).filter(({ windowStart }) => windowStart === START).at(-1)?.skipped)).toStrictEqual([0, 1]) // prettier-ignore
    const many = Array.from({ length: MAX_OUTCOMES + 1 }, (_, i) => answer(i, 'finished', 't1', taken, START + i))
    const back = [0, 1].map((offset) => answer(MAX_OUTCOMES + 1 + offset, 'retracted', 't1', { takesBack: [offset] }, START + HOUR_MS - 1)) // prettier-ignore
    const { emitted, states } = ran([...many, ...back])
    expect(emitted.slice(-3).map(({ value }) => (value as Feedback).finished)).toStrictEqual([MAX_OUTCOMES + 1, MAX_OUTCOMES + 1, MAX_OUTCOMES]) // prettier-ignore
    expect((states.get('neighbours-5') as FeedbackWindows).outcomes).toHaveLength(MAX_OUTCOMES - 1)
  })

  it('are not subtracted from a window that was begun again after a clock was wrong', () => {
    const ahead = answer(4, 'started', 't1', taken, START + 720 * HOUR_MS)
    const present = Array.from({ length: 16 }, (_, i) => answer(5 + i, 'wished', 'x', {}, START + 45 * (i + 1) * HOUR_MS)) // prettier-ignore
    const again = answer(30, 'retracted', 't1', { takesBack: [4] }, START + 720 * HOUR_MS)
    expect(told([...before, ahead, ...present, again]).at(-1)).toMatchObject({ windowStart: START + 720 * HOUR_MS, started: 0 }) // prettier-ignore
  })
})
