import { describe, expect, it } from 'vitest'
import type { Feedback, FeedbackWindows, Play, Recommendation } from '../../../schemas/generated.ts'
import { listenerId, playId, trackId } from '../../../schemas/generated.ts'
import { catalogueTracks } from '../../../processors/monitor-feedback/catalogue-tracks.ts'
import { monitorFeedback } from '../../../processors/monitor-feedback/monitor-feedback.ts'
import { MAX_PLAYS_AN_HOUR } from '../../../processors/monitor-feedback/online-evaluation.ts'
import { quantileOf, withDuration } from '../../../processors/monitor-feedback/buckets.ts'
import { MAX_WINDOWS_KEPT, OPEN_WINDOWS } from '../../../processors/monitor-feedback/windows.ts'
import { record } from '../../../streams/engine/topic.ts'
import { forgottenKey } from '../../../schemas/keys.ts'
import { feedback, monitorFeedbackState, plays, recommendations } from '../../../schemas/topics.ts'
import { feedbackOf, HOUR_MS, recommended, START, suggested } from '../../support/builders.ts'
import { run, runWithState } from '../../support/run.ts'
import type { Input } from '../../support/run.ts'
import { ours } from '../../support/own-lists.ts'

const CATALOGUE = 20
const views = new Map([[catalogueTracks, new Set(Array.from({ length: CATALOGUE }, (_, i) => trackId(`t${i}`)))]])

/** What is offered in these tests are tracks t0, t1 and so on. */
const counted = (at: number, windowStart: number, counts: Partial<Feedback>, model = 'neighbours-5') => {
  const distinctTracks = counts.distinctTracks ?? 0
  const window = { windowStart, windowEnd: windowStart + HOUR_MS, catalogueTracks: CATALOGUE }
  const coverage = distinctTracks / CATALOGUE
  return record(feedback, model, feedbackOf({ model, ...window, ...counts, distinctTracks, coverage }), at)
}
/** An empty list in answer to a play that was taken from a suggestion. */
const taken = (event: Play['event'], at = START, changes: Partial<Recommendation> = {}) => {
  const value = recommended(0, at).value
  if (value === null) throw new Error('There is a list.')
  const causedBy = { ...value.causedBy, event, takenFrom: suggested.recommendationId }
  return recommended(0, at, { causedBy, ...changes })
}
const answeringNothing = (event: Play['event'], at: number) => {
  const answer = taken(event, at)
  return answer.value === null
    ? answer
    : { ...answer, value: { ...answer.value, causedBy: { ...answer.value.causedBy, takenFrom: null } } }
}
/** The counts after so many answers of which each has an empty list. */
const answered = (n: number, counts: Partial<Feedback> = {}) => ({ recommendations: n, ...counts })

/** The answer to the n-th play of Ann; every list is t0, t1, t2. */
const answering = (event: Play['event'], track: string, n: number, at: number) => ({
  ...recommended(3, at, {
    causedBy: {
      topic: 'plays',
      partition: 0,
      offset: n,
      playId: playId(`p${n}`),
      trackId: trackId(track),
      event,
      takenFrom: null,
      takesBack: [],
    },
  }),
  offset: n,
})
const made = (recommendations: number) => ({ recommendations, offered: 3 * recommendations, distinctTracks: 3 })
/** To within the middle of a bucket. */
const aged = (p50: number, p99: number) => ({ stalenessP50Ms: middle(p50), stalenessP99Ms: middle(p99) })
const middle = (ms: number) => quantileOf(withDuration([], ms), 0.5)

/** A list that answers another play. */
function causedAt<R extends Input>(list: R, position: Partial<Recommendation['causedBy']>): R {
  const value = list.value as Recommendation | null
  return value === null ? list : { ...list, value: { ...value, causedBy: { ...value.causedBy, ...position } } }
}

/** Lists that answer one play after another, unless they name one. */
const inTurn = (lists: readonly Input[]): readonly Input[] =>
  lists.map((list, n) =>
    ours((list.value as Recommendation | null)?.causedBy.offset === 0 ? causedAt(list, { offset: n }) : list),
  )

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
      taken('started', START + 1),
      taken('finished', START + 2),
      taken('skipped', START + 3),
      taken('liked', START + 4),
    ],
    [
      counted(START, START, made(1)),
      counted(START + 1, START, { ...made(1), recommendations: 2, started: 1 }),
      counted(START + 2, START, { ...made(1), recommendations: 3, started: 1, finished: 1, satisfaction: 1 }),
      counted(START + 3, START, {
        ...made(1),
        recommendations: 4,
        started: 1,
        finished: 1,
        skipped: 1,
        satisfaction: 1 / 2,
      }),
      counted(START + 4, START, {
        ...made(1),
        recommendations: 5,
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
    [taken('started', START + HOUR_MS - 1), taken('started', START + HOUR_MS)],
    [
      counted(START + HOUR_MS - 1, START, answered(1, { started: 1 })),
      counted(START + HOUR_MS, START + HOUR_MS, answered(1, { started: 1 })),
    ],
  ],
  [
    'counts the list of a play once, wherever it stands in the log, and none that answers no play',
    [
      causedAt(recommended(3, START), { partition: 2, offset: 7 }),
      { ...causedAt(recommended(3, START), { partition: 2, offset: 7 }), partition: 5, offset: 99 },
      causedAt(recommended(3, START), { partition: 1, offset: 7 }),
      causedAt(recommended(3, START), { partition: plays.partitions }),
      causedAt(recommended(3, START), { topic: 'elsewhere', partition: 1, offset: 9 }),
    ],
    [
      counted(START, START, { recommendations: 1, offered: 3, distinctTracks: 3 }),
      counted(START, START, { recommendations: 2, offered: 6, distinctTracks: 3 }),
    ],
  ],
  [
    'counts no play that the recommendation does not say was taken from one, and no event that says nothing',
    [
      answeringNothing('started', START),
      taken('progressed', START + 1),
      taken('unknown', START + 2),
      taken('wished', START + 3),
    ],
    [0, 1, 2, 3].map((n) => counted(START + n, START, answered(n + 1))),
  ],
  [
    'passes over tombstones, and names of models that are too long to be a label',
    [
      record(recommendations, recommended(1, START).key, null, START),
      recommended(1, START, { model: 'm'.repeat(101) }),
    ],
    [],
  ],
  [
    'keeps models apart, also those of other programs',
    [recommended(1, START), recommended(2, START, { model: 'other' }), taken('started', START, { model: 'other' })],
    [
      counted(START, START, { recommendations: 1, offered: 1, distinctTracks: 1 }),
      counted(START, START, { recommendations: 1, offered: 2, distinctTracks: 2 }, 'other'),
      counted(START, START, { recommendations: 2, offered: 2, distinctTracks: 2, started: 1 }, 'other'),
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
    'does not take for its speed when a program outside answers what was played long before',
    [
      { ...recommended(1, START, { shown: null, model: 'popular-1' }), sentAt: START + 40 },
      { ...recommended(1, START, { shown: null, model: 'popular-1' }), sentAt: START + 679_917 },
      { ...recommended(1, START, { shown: true, model: 'popular-1' }), sentAt: START + 679_917 }, // somebody waited
    ],
    [1, 2, 3].map((recommendations) =>
      counted(
        START,
        START,
        {
          recommendations,
          offered: recommendations,
          distinctTracks: 1,
          timeToSuggestionP50Ms: middle(40),
          timeToSuggestionP99Ms: middle(recommendations === 3 ? 679_917 : 40),
        },
        'popular-1',
      ),
    ),
  ],
  [
    'takes a late record while its window is open, and drops it after',
    [
      taken('started', START + (OPEN_WINDOWS - 1) * HOUR_MS),
      taken('started', START),
      taken('started', START + OPEN_WINDOWS * HOUR_MS),
      taken('started', START),
    ],
    [OPEN_WINDOWS - 1, 0, OPEN_WINDOWS].map((hours) =>
      counted(START + hours * HOUR_MS, START + hours * HOUR_MS, answered(1, { started: 1 })),
    ),
  ],
  [
    'counts the present after a record from the future, and the future again when it is there',
    [
      taken('started', START),
      taken('started', START + 720 * HOUR_MS),
      taken('started', START),
      ...Array.from({ length: 16 }, (_, i) => taken('started', START + 45 * (i + 1) * HOUR_MS)),
    ],
    [
      counted(START, START, answered(1, { started: 1 })),
      counted(START + 720 * HOUR_MS, START + 720 * HOUR_MS, answered(1, { started: 1 })),
      counted(START, START, answered(2, { started: 2 })),
      ...Array.from({ length: 16 }, (_, i) => {
        const at = START + 45 * (i + 1) * HOUR_MS
        return counted(at, at, answered(1, { started: 1 }))
      }),
    ],
  ],
]

describe('monitor-feedback', () => {
  it.each(cases)('%s', (_, records, emitted) => {
    expect(run(monitorFeedback, inTurn(records), views)).toStrictEqual(emitted)
  })

  it('counts no list that another program wrote under the name of one of our models, and ours after it', () => {
    const [list, foreign] = [3, 5].map((items) => causedAt(recommended(items, START), { offset: 7 }))
    if (list === undefined || foreign === undefined) throw new Error('There are two.')
    const elsewhere = { ...foreign, causedBy: 'plays/0/6' }
    const outside = causedAt(recommended(2, START, { model: 'popular-1' }), { offset: 7 })
    const emitted = run(monitorFeedback, [foreign, elsewhere, ours(list), outside], views).map(({ key, value }) => [key, (value as Feedback).offered]) // prettier-ignore
    expect(emitted).toStrictEqual([
      ['neighbours-5', 3],
      ['popular-1', 2],
    ])
  })

  it('takes no more plays of one listener in an hour for outcomes than a person can mean', () => {
    const all = Array.from({ length: 3 * MAX_PLAYS_AN_HOUR }, (_, i) => answering('liked', 't1', i, START + i * 1_000))
    const next = answering('liked', 't1', all.length, START + HOUR_MS)
    const emitted = run(monitorFeedback, [...all, next].map(ours), views).map(({ value }) => value as Feedback)
    expect(emitted.at(-2)).toMatchObject({
      recommendations: all.length,
      judged: MAX_PLAYS_AN_HOUR - 1,
      hits: MAX_PLAYS_AN_HOUR - 1,
    })
    expect(emitted.at(-1)).toMatchObject({ windowStart: START + HOUR_MS, judged: 1, hits: 1 })
  })

  it('forgets a listener for each model that is told so, and counts the next list as the first', () => {
    const of = (name: string, model: string, at: number) => {
      const list = recommended(3, at, { listenerId: listenerId(name.repeat(32)), model })
      return { ...list, key: name }
    }
    const ann = listenerId('a'.repeat(32))
    const lists = [of('a', 'x-1', START), of('b', 'x-1', START + 1), of('a', 'y-1', START)]
    const forgotten = [record(recommendations, ann, null, START), record(recommendations, forgottenKey(ann, 'x-1'), null, START), record(recommendations, forgottenKey(ann, 'none'), null, START)] // prettier-ignore
    const { states, emitted } = runWithState(monitorFeedback, inTurn([...lists, ...forgotten]), views)
    const held = (model: string) => (states.get(model) as FeedbackWindows).lists.map((list) => list.listenerId)
    expect([held('x-1'), held('y-1'), emitted.length, states.has('none')]).toStrictEqual([['b'.repeat(32)], [ann], 3, false]) // prettier-ignore
  })

  it('keeps no more windows than it says, and its state far below the largest record, whatever is written', () => {
    const many = Array.from({ length: 150 }, (_, i) => recommended(150, 0, {}).value?.items[i]).flatMap(
      (item) => item ?? [],
    )
    const spread = (i: number, far: number) => START + (i % 3) * 2_000 * HOUR_MS + i * far
    for (const far of [HOUR_MS, 47 * HOUR_MS, 49 * HOUR_MS, 0]) {
      const records = Array.from({ length: 400 }, (_, i) => ({
        ...recommended(1, spread(i, far), {
          listenerId: listenerId(String(i).padStart(32, '0')),
          items: many.map((item, k) => ({ ...item, trackId: trackId(`t${i}-${k}`) })),
        }),
        sentAt: spread(i, far) + 2 ** (i % 40),
        partition: i % 8,
      }))
      const state = runWithState(monitorFeedback, inTurn(records), views).states.get('neighbours-5') as FeedbackWindows
      expect(state.windows.length).toBeLessThanOrEqual(MAX_WINDOWS_KEPT)
      expect(state.lists.length).toBe(100)
      expect(monitorFeedbackState.value.encode(state).length).toBeLessThan(256 * 1024)
    }
  })
})
