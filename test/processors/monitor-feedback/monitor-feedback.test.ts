import { describe, expect, it } from 'vitest'
import type { Feedback, Play } from '../../../schemas/generated.ts'
import { playId, recommendationId } from '../../../schemas/generated.ts'
import { MAX_PLAY_IDS, monitorFeedback } from '../../../processors/monitor-feedback/monitor-feedback.ts'
import { OPEN_WINDOWS } from '../../../processors/monitor-feedback/windows.ts'
import { record } from '../../../streams/topic.ts'
import { feedback, plays, recommendations } from '../../../streams/topics.ts'
import { HOUR_MS, played, recommended, START, suggested } from '../../support/builders.ts'
import { run, runWithState } from '../../support/run.ts'
import type { Input } from '../../support/run.ts'

const counted = (at: number, windowStart: number, counts: Partial<Feedback>, model = 'neighbours-1') =>
  record(
    feedback,
    model,
    {
      model,
      windowStart,
      windowEnd: windowStart + HOUR_MS,
      recommendations: 0,
      offered: 0,
      started: 0,
      finished: 0,
      skipped: 0,
      liked: 0,
      satisfaction: null,
      ...counts,
    },
    at,
  )
const taken = (event: Play['event'], id: string, at = START, changes: Partial<Play> = {}) =>
  played(event, 'a0', at, { ...suggested, playId: playId(id), ...changes })

const cases: readonly [name: string, records: readonly Input[], emitted: readonly unknown[]][] = [
  [
    'counts a recommendation and its items',
    [recommended(20, START)],
    [counted(START, START, { recommendations: 1, offered: 20 })],
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
      counted(START, START, { recommendations: 1, offered: 3 }),
      counted(START + 1, START, { recommendations: 1, offered: 3, started: 1 }),
      counted(START + 2, START, { recommendations: 1, offered: 3, started: 1, finished: 1, satisfaction: 1 }),
      counted(START + 3, START, {
        recommendations: 1,
        offered: 3,
        started: 1,
        finished: 1,
        skipped: 1,
        satisfaction: 1 / 2,
      }),
      counted(START + 4, START, {
        recommendations: 1,
        offered: 3,
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
      counted(START, START, { recommendations: 1, offered: 3 }),
      counted(START, START, { recommendations: 2, offered: 6 }),
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
      counted(START, START, { recommendations: 1, offered: 1 }),
      counted(START, START, { recommendations: 1, offered: 2 }, 'other-2'),
      counted(START, START, { recommendations: 1, offered: 2, started: 1 }, 'other-2'),
    ],
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
    expect(run(monitorFeedback, records)).toStrictEqual(emitted)
  })

  it('keeps no more windows and play ids than it says', () => {
    const records = Array.from({ length: 600 }, (_, i) => taken('started', `p${i}`, START + i * HOUR_MS))
    const state = runWithState(monitorFeedback, records).states.get('neighbours-1')
    expect(state).toStrictEqual({
      windows: Array.from({ length: OPEN_WINDOWS }, (_, i) => ({
        windowStart: START + (600 - OPEN_WINDOWS + i) * HOUR_MS,
        recommendations: 0,
        offered: 0,
        started: 1,
        finished: 0,
        skipped: 0,
        liked: 0,
      })),
      playIds: Array.from({ length: MAX_PLAY_IDS }, (_, i) => `p${599 - i}`),
      counted: [],
    })
  })
})
