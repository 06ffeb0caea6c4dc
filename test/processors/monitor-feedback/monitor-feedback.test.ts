import { describe, expect, it } from 'vitest'
import type { Feedback, Play } from '../../../schemas/generated.ts'
import { playId, recommendationId, trackId } from '../../../schemas/generated.ts'
import { catalogueTracks } from '../../../processors/monitor-feedback/catalogue-tracks.ts'
import { MAX_MODEL_PLAY_IDS, monitorFeedback } from '../../../processors/monitor-feedback/monitor-feedback.ts'
import { quantileOf, withDuration } from '../../../processors/monitor-feedback/buckets.ts'
import { OPEN_WINDOWS } from '../../../processors/monitor-feedback/windows.ts'
import { record } from '../../../streams/engine/topic.ts'
import { feedback, plays, recommendations } from '../../../schemas/topics.ts'
import { feedbackOf, HOUR_MS, played, recommended, START, suggested } from '../../support/builders.ts'
import { run, runWithState } from '../../support/run.ts'
import type { Input } from '../../support/run.ts'

const CATALOGUE = 20
const views = new Map([[catalogueTracks, new Set(Array.from({ length: CATALOGUE }, (_, i) => trackId(`t${i}`)))]])

/** What is offered in these tests are tracks t0, t1 and so on. */
const counted = (at: number, windowStart: number, counts: Partial<Feedback>, model = 'neighbours-4') => {
  const distinctTracks = counts.distinctTracks ?? 0
  const window = { windowStart, windowEnd: windowStart + HOUR_MS, catalogueTracks: CATALOGUE }
  const coverage = distinctTracks / CATALOGUE
  return record(feedback, model, feedbackOf({ model, ...window, ...counts, distinctTracks, coverage }), at)
}
const taken = (event: Play['event'], id: string, at = START, changes: Partial<Play> = {}) =>
  played(event, 'a0', at, { ...suggested, playId: playId(id), ...changes })

/** The answer to the n-th play of Ann; every list is t0, t1, t2. */
const answering = (event: Play['event'], track: string, n: number, at: number) => ({
  ...recommended(3, at, {
    causedBy: { topic: 'plays', partition: 0, offset: n, playId: playId(`p${n}`), trackId: trackId(track), event },
  }),
  offset: n,
})
const made = (recommendations: number) => ({ recommendations, offered: 3 * recommendations, distinctTracks: 3 })
/** To within the middle of a bucket. */
const aged = (p50: number, p99: number) => ({ stalenessP50Ms: middle(p50), stalenessP99Ms: middle(p99) })
const middle = (ms: number) => quantileOf(withDuration([], ms), 0.5)

const cases: readonly [name: string, records: readonly Input[], emitted: readonly unknown[]][] = [
  [
    'counts a recommendation and its items',
    [recommended(20, START)],
    [counted(START, START, { recommendations: 1, offered: 20, distinctTracks: 20 })],
  ],
  [
    'counts what became of suggestions, and writes the window again each time',
    [
      recommended(3, START),
      taken('started', '1', START + 1),
      taken('finished', '2', START + 2),
      taken('skipped', '3', START + 3),
      taken('liked', '4', START + 4),
    ],
    [
      counted(START, START, { recommendations: 1, offered: 3, distinctTracks: 3 }),
      counted(START + 1, START, { recommendations: 1, offered: 3, distinctTracks: 3, started: 1 }),
      counted(START + 2, START, {
        recommendations: 1,
        offered: 3,
        distinctTracks: 3,
        started: 1,
        finished: 1,
        satisfaction: 1,
      }),
      counted(START + 3, START, {
        recommendations: 1,
        offered: 3,
        distinctTracks: 3,
        started: 1,
        finished: 1,
        skipped: 1,
        satisfaction: 1 / 2,
      }),
      counted(START + 4, START, {
        recommendations: 1,
        offered: 3,
        distinctTracks: 3,
        started: 1,
        finished: 1,
        skipped: 1,
        liked: 1,
        satisfaction: 2 / 3,
      }),
    ],
  ],
  [
    'begins a window at the hour, and not a millisecond before',
    [taken('started', '1', START + HOUR_MS - 1), taken('started', '2', START + HOUR_MS)],
    [counted(START + HOUR_MS - 1, START, { started: 1 }), counted(START + HOUR_MS, START + HOUR_MS, { started: 1 })],
  ],
  [
    'counts a resent play once',
    [taken('started', '1'), taken('started', '1', START + 5)],
    [counted(START, START, { started: 1 })],
  ],
  [
    'counts a redelivered recommendation once',
    [
      { ...recommended(3, START), partition: 2, offset: 7 },
      { ...recommended(3, START), partition: 2, offset: 7 },
      { ...recommended(3, START), partition: 1, offset: 7 },
    ],
    [
      counted(START, START, { recommendations: 1, offered: 3, distinctTracks: 3 }),
      counted(START, START, { recommendations: 2, offered: 6, distinctTracks: 3 }),
    ],
  ],
  [
    'passes over plays that were taken from no suggestion, and events that say nothing about one',
    [
      played('started', 'a0'),
      played('started', 'a0', START, { via: 'recommended' }),
      played('started', 'a0', START, { ...suggested, via: 'search' }),
      taken('progressed', '1'),
      taken('unknown', '2'),
      taken('started', '3', START, { recommendationId: recommendationId('no-colon') }),
      taken('started', '4', START, { recommendationId: recommendationId(':plays/0/0') }),
      record(plays, taken('started', '5').key, null, START),
      record(recommendations, recommended(1, START).key, null, START),
    ],
    [],
  ],
  [
    'keeps models apart',
    [
      recommended(1, START),
      recommended(2, START, { model: 'other-2' }),
      taken('started', '1', START, { recommendationId: recommendationId('other-2:plays/0/9') }),
    ],
    [
      counted(START, START, { recommendations: 1, offered: 1, distinctTracks: 1 }),
      counted(START, START, { recommendations: 1, offered: 2, distinctTracks: 2 }, 'other-2'),
      counted(START, START, { recommendations: 1, offered: 2, distinctTracks: 2, started: 1 }, 'other-2'),
    ],
  ],
  [
    'judges a list by what its listener does next, the higher it stood the more, and says how old the list was',
    [
      answering('started', 't9', 0, START),
      answering('started', 't0', 1, START + 1_000),
      answering('finished', 't0', 2, START + 9_000),
      answering('started', 't2', 3, START + 10_000),
      answering('skipped', 't2', 4, START + 11_000),
      answering('liked', 't8', 5, START + 12_000),
    ],
    [
      counted(START, START, { ...made(1) }),
      counted(START + 1_000, START, { ...made(2), judged: 1, hits: 1, score: 1, ...aged(1_000, 1_000) }),
      counted(START + 9_000, START, { ...made(3), judged: 2, hits: 2, score: 1, ...aged(1_000, 1_000) }),
      counted(START + 10_000, START, { ...made(4), judged: 3, hits: 3, score: (2 + 1 / 2) / 3, ...aged(1_000, 1_000) }),
      counted(START + 11_000, START, {
        ...made(5),
        judged: 4,
        hits: 3,
        misled: 1,
        score: 2 / 4,
        ...aged(1_000, 1_000),
      }),
      counted(START + 12_000, START, {
        ...made(6),
        judged: 5,
        hits: 3,
        misled: 1,
        score: 2 / 5,
        ...aged(1_000, 1_000),
      }),
    ],
  ],
  [
    'tells how long a suggestion took, when its record says when it was sent',
    [
      { ...recommended(1, START), sentAt: START + 4 },
      { ...recommended(1, START), sentAt: START + 4, offset: 1 },
      { ...recommended(1, START), sentAt: START + 4, offset: 2 },
      { ...recommended(1, START), sentAt: START + 1_000, offset: 3 },
    ],
    [1, 2, 3, 4].map((recommendations) =>
      counted(START, START, {
        recommendations,
        offered: recommendations,
        distinctTracks: 1,
        timeToSuggestionP50Ms: middle(4),
        timeToSuggestionP99Ms: middle(recommendations === 4 ? 1_000 : 4),
      }),
    ),
  ],
  [
    'takes a late play while its window is open, and drops it after',
    [
      taken('started', '1', START + (OPEN_WINDOWS - 1) * HOUR_MS),
      taken('started', '2', START),
      taken('started', '3', START + OPEN_WINDOWS * HOUR_MS),
      taken('started', '4', START),
    ],
    [
      counted(START + (OPEN_WINDOWS - 1) * HOUR_MS, START + (OPEN_WINDOWS - 1) * HOUR_MS, { started: 1 }),
      counted(START, START, { started: 1 }),
      counted(START + OPEN_WINDOWS * HOUR_MS, START + OPEN_WINDOWS * HOUR_MS, { started: 1 }),
    ],
  ],
]

describe('monitor-feedback', () => {
  it.each(cases)('%s', (_, records, emitted) => {
    expect(run(monitorFeedback, records, views)).toStrictEqual(emitted)
  })

  it('keeps no more windows and play ids than it says', () => {
    const records = Array.from({ length: 600 }, (_, i) => taken('started', `p${i}`, START + i * HOUR_MS))
    const state = runWithState(monitorFeedback, records, views).states.get('neighbours-4')
    expect(state).toStrictEqual({
      windows: Array.from({ length: OPEN_WINDOWS }, (_, i) => ({
        windowStart: START + (600 - OPEN_WINDOWS + i) * HOUR_MS,
        recommendations: 0,
        offered: 0,
        started: 1,
        finished: 0,
        skipped: 0,
        liked: 0,
        judged: 0,
        hits: 0,
        misled: 0,
        gain: 0,
        loss: 0,
        times: [],
        ages: [],
        tracks: Buffer.alloc(0),
      })),
      playIds: Array.from({ length: MAX_MODEL_PLAY_IDS }, (_, i) => `p${599 - i}`),
      counted: [],
      lists: [],
    })
  })
})
