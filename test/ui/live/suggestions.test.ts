import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PlayEvent } from '../../../schemas/live.ts'
import type { Recommendation } from '../../../ui/data/recommendations.ts'
import type { Suggestions } from '../../../ui/live/suggestions.ts'
import {
  JOINED_MS,
  PASSING_PACE_MS,
  SHOWN_WITHIN_MS,
  arrived,
  attended,
  committed,
  dueAtMs,
  knowsLastPlay,
  noSuggestions,
  playPosted,
  released,
  shownIfDue,
  waitingChanges,
} from '../../../ui/live/suggestions.ts'
import { recommendationOf } from '../support/builders.ts'

const play = (playId: string, event: PlayEvent) => ({ playId, event, trackId: `t-${playId}`, title: `Title ${playId}` })

/** A list that answers a play. */
function answer(playId: string, id: string, ...trackIds: readonly string[]): Recommendation {
  const list = recommendationOf(id, trackIds)
  return { ...list, causedBy: { ...list.causedBy, playId } }
}

const first = arrived(noSuggestions, answer('p0', 'r0', 'a', 'b', 'c'), 0)
const idOf = ({ shown }: Suggestions) => shown?.recommendationId

describe('Live', () => {
  it('shows the first list at once, with nothing marked as new', () => {
    expect([idOf(first), first.change?.fresh.size]).toEqual(['r0', 0])
  })

  it('makes one change of a skip and the start after it, once both are answered', () => {
    let state = playPosted(first, play('skip', 'skipped'), 20_000)
    state = arrived(state, answer('skip', 'r1', 'b', 'x'), 20_090)
    expect([idOf(state), dueAtMs(state)]).toEqual(['r0', 20_400])
    state = playPosted(state, play('start', 'started'), 20_120)
    state = arrived(state, answer('start', 'r2', 'b', 'y'), 20_260)
    expect([idOf(state), [...(state.change?.fresh ?? [])], state.change?.by?.event]).toEqual(['r2', ['y'], 'skipped'])
    expect([state.change?.tookMs, knowsLastPlay(state)]).toEqual([260, true])
  })

  it('shows what has come when the second answer stays away', () => {
    let state = playPosted(first, play('skip', 'skipped'), 20_000)
    state = arrived(state, answer('skip', 'r1', 'b', 'x'), 20_090)
    expect(idOf(shownIfDue(state, 20_399))).toBe('r0')
    state = shownIfDue(state, 20_400)
    expect([idOf(state), state.change?.by?.title]).toEqual(['r1', 'Title skip'])
  })

  it.each([
    ['sent before the change, answered after it', 20_300],
    ['sent after the change', 20_600],
    ['sent later than plays of one act are', 24_000],
  ])('joins a late answer to the start into the change of its skip: %s', (_, startedAt) => {
    let state = playPosted(first, play('skip', 'skipped'), 20_000)
    state = arrived(state, answer('skip', 'r1', 'b', 'x'), 20_090)
    if (startedAt < 20_400) state = playPosted(state, play('start', 'started'), startedAt)
    state = shownIfDue(state, 20_400)
    if (startedAt > 20_400) state = playPosted(state, play('start', 'started'), startedAt)
    state = arrived(state, answer('start', 'r2', 'x', 'b', 'c', 'y'), 24_100)
    // The rows have moved once for this act: they move again no sooner than without one.
    expect([idOf(state), state.change?.by?.playId, knowsLastPlay(state)]).toEqual(['r1', 'skip', false])
    expect(dueAtMs(state)).toBe(20_400 + PASSING_PACE_MS)
    state = shownIfDue(state, 30_400)
    expect([idOf(state), state.change?.by?.playId, knowsLastPlay(state)]).toEqual(['r2', 'skip', true])
    expect([[...(state.change?.fresh ?? [])].sort(), state.change?.tookMs]).toEqual([['c', 'x', 'y'], 4_100])
    state = shownIfDue(arrived(state, answer('z', 'r3', 'q'), 31_000), 50_000)
    expect([idOf(state), state.change?.by]).toEqual(['r3', null])
  })

  it('joins no start into an act that none follows', () => {
    const liked = arrived(playPosted(first, play('like', 'liked'), 20_000), answer('like', 'r1', 'x'), 20_040)
    const picked = arrived(playPosted(liked, play('pick', 'started'), 20_300), answer('pick', 'r2', 'y'), 20_400)
    expect([idOf(picked), picked.change?.by?.playId]).toEqual(['r2', 'pick'])
    let skipped = arrived(playPosted(first, play('skip', 'skipped'), 20_000), answer('skip', 'r1', 'x'), 20_090)
    skipped = playPosted(shownIfDue(skipped, 20_400), play('start', 'started'), 20_400 + PASSING_PACE_MS)
    skipped = arrived(skipped, answer('start', 'r2', 'y'), 40_000)
    expect([idOf(skipped), skipped.change?.by]).toEqual(['r2', null])
  })

  it('follows one who skips faster than both answers come', () => {
    let state = playPosted(first, play('s1', 'skipped'), 20_000)
    state = arrived(state, answer('s1', 'r1', 'b', 'x'), 20_090)
    state = playPosted(state, play('s2', 'skipped'), 20_200)
    expect([idOf(state), state.change?.by?.playId, state.open?.act.playId]).toEqual(['r1', 's1', 's2'])
  })

  it('answers a like at once', () => {
    const state = arrived(playPosted(first, play('like', 'liked'), 20_000), answer('like', 'r1', 'x'), 20_040)
    expect([idOf(state), state.change?.tookMs]).toEqual(['r1', 40])
  })

  it('takes a track that begins by itself for no act, and one that was picked for one', () => {
    const ended = playPosted(playPosted(first, play('end', 'finished'), 3_000), play('start', 'started'), 3_050)
    expect(idOf(arrived(ended, answer('start', 'r1', 'x'), 3_200))).toBe('r0')
    const picked = playPosted(first, play('start', 'started'), 3_050)
    expect(idOf(arrived(picked, answer('start', 'r1', 'x'), 3_200))).toBe('r1')
  })

  it('changes at most every ten seconds without an act', () => {
    const waits = arrived(arrived(first, answer('z', 'r1', 'x'), 2_000), answer('z', 'r2', 'y'), 4_000)
    expect([idOf(waits), dueAtMs(waits)]).toEqual(['r0', PASSING_PACE_MS])
    expect([idOf(shownIfDue(waits, PASSING_PACE_MS)), shownIfDue(waits, PASSING_PACE_MS).change?.by]).toEqual([
      'r2',
      null,
    ])
  })

  it('keeps a first row that is loaded ahead from passing lists, not from acts', () => {
    const loaded = committed(first, 'a', 1_000)
    const other = arrived(loaded, answer('z', 'r1', 'b', 'a'), 50_000)
    expect([idOf(other), dueAtMs(other)]).toEqual(['r0', null])
    expect(idOf(arrived(loaded, answer('z', 'r1', 'a', 'x'), 50_000))).toBe('r1')
    expect(idOf(committed(other, null, 60_000))).toBe('r1')
    const wished = arrived(playPosted(loaded, play('w', 'wished'), 50_000), answer('w', 'r1', 'b'), 50_060)
    expect(idOf(wished)).toBe('r1')
  })

  it('is still while somebody is at it, counts what waits, and then shows it', () => {
    const held = attended(first, true, 100)
    const waits = arrived(
      playPosted(held, play('like', 'liked'), 20_000),
      answer('like', 'r1', 'a', 'x', 'y', 'z'),
      20_050,
    )
    expect([idOf(waits), waitingChanges(waits), dueAtMs(waits)]).toEqual(['r0', 3, null])
    expect(idOf(released(waits, 21_000))).toBe('r1')
    const left = attended(waits, false, 22_000)
    expect([idOf(left), left.change?.by?.event]).toEqual(['r1', 'liked'])
  })

  it('counts an order that changed as one', () => {
    expect(waitingChanges(arrived(attended(first, true, 0), answer('z', 'r1', 'c', 'b', 'a'), 1))).toBe(1)
    expect(waitingChanges(first)).toBe(0)
  })

  it('stays as it is when the server sends the same again', () => {
    expect(arrived(first, answer('p0', 'r0', 'a', 'b', 'c'), 9_000)).toEqual(first)
  })
})

type Step =
  | { readonly does: 'act'; readonly event: PlayEvent }
  | { readonly does: 'push'; readonly answers: number; readonly tracks: readonly string[] }
  | { readonly does: 'hold' | 'leave' | 'commit' | 'tick' }

const steps = fc.array(
  fc.record({
    afterMs: fc.nat(4_000),
    step: fc.oneof(
      fc.record({
        does: fc.constant('act' as const),
        event: fc.constantFrom<PlayEvent>(
          'skipped',
          'liked',
          'disliked',
          'wished',
          'started',
          'finished',
          'progressed',
        ),
      }),
      fc.record({
        does: fc.constant('push' as const),
        answers: fc.nat(3),
        tracks: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 5 }),
      }),
      fc.record({ does: fc.constantFrom('hold' as const, 'leave' as const, 'commit' as const, 'tick' as const) }),
    ),
  }),
  { maxLength: 60 },
)

interface Seen {
  readonly atMs: number
  readonly before: Suggestions
  readonly after: Suggestions
  readonly by: Step['does']
}

/** Runs steps as the page does: what is due is shown when it is due. */
function run(script: readonly { readonly afterMs: number; readonly step: Step }[]): readonly Seen[] {
  const seen: Seen[] = []
  const plays: string[] = []
  let state = noSuggestions
  let nowMs = 0
  const take = (after: Suggestions, by: Step['does']) => {
    seen.push({ atMs: nowMs, before: state, after, by })
    state = after
  }
  script.forEach(({ afterMs, step }, index) => {
    const until = nowMs + afterMs
    const due = dueAtMs(state)
    if (due !== null && due <= until) {
      nowMs = Math.max(nowMs, due)
      take(shownIfDue(state, nowMs), 'tick')
    }
    nowMs = until
    if (step.does === 'act') {
      plays.push(`p${index}`)
      take(playPosted(state, play(`p${index}`, step.event), nowMs), 'act')
    } else if (step.does === 'push') {
      take(arrived(state, answer(plays.at(-1 - step.answers) ?? 'other', `r${index}`, ...step.tracks), nowMs), 'push')
    } else if (step.does === 'commit') take(committed(state, state.shown?.items[0]?.trackId ?? null, nowMs), 'commit')
    else if (step.does === 'tick') take(shownIfDue(state, nowMs), 'tick')
    else take(attended(state, step.does === 'hold', nowMs), step.does)
  })
  return seen
}

describe('whatever happens', () => {
  const changes = (seen: readonly Seen[]) => seen.filter(({ before, after }) => before.shown !== after.shown)
  /** The change that an act makes, not one that joins it later. */
  const isOfAct = ({ before, after }: Pick<Seen, 'before' | 'after'>) =>
    after.change?.by != null && after.change.by.playId !== before.change?.by?.playId
  const each = (check: (seen: readonly Seen[]) => void) => {
    fc.assert(
      fc.property(steps, (script) => check(run(script))),
      { numRuns: 2_000, seed: 15 },
    )
  }

  it('shows lists as they came, and nothing else', () => {
    each((seen) => {
      const came = new Set(seen.map(({ after }) => after.waiting).concat(seen.map(({ after }) => after.shown)))
      for (const { before, after } of changes(seen))
        expect(before.waiting === after.shown || came.has(after.shown)).toBe(true)
    })
  })

  it('is not moved while held', () => {
    each((seen) => {
      for (const { before, after, by } of changes(seen))
        expect(!before.held || by === 'leave' || before.shown === null || after.shown === before.shown).toBe(true)
    })
  })

  it('makes at most one change of an act, which later answers join', () => {
    each((seen) => {
      const acts = changes(seen)
        .filter(isOfAct)
        .map(({ after }) => after.change?.by?.playId)
      expect(new Set(acts).size).toBe(acts.length)
    })
  })

  it('changes rarely where nobody acts', () => {
    each((seen) => {
      const made = changes(seen)
      made.forEach(({ atMs, before, after, by }, index) => {
        const earlier = made[index - 1]
        if (earlier === undefined || isOfAct({ before, after }) || by === 'leave') return
        expect(atMs - earlier.atMs >= PASSING_PACE_MS || before.shown?.items.length === 0).toBe(true)
      })
    })
  })

  it('keeps a first row that is loaded ahead unless there was an act or a hand', () => {
    each((seen) => {
      for (const { before, after, by } of changes(seen)) {
        const isKept = before.committed === null || after.shown?.items[0]?.trackId === before.committed
        expect(isKept || isOfAct({ before, after }) || by === 'leave').toBe(true)
      }
    })
  })

  it('shows the answer to an act in time, unless it is held', () => {
    each((seen) => {
      for (const { after } of seen) {
        const due = dueAtMs(after)
        if (after.held || after.open?.firstAnswerMs == null || after.waiting === null) continue
        expect(due).not.toBeNull()
        expect(due).toBeLessThanOrEqual(Math.max(after.waitingSinceMs, after.open.act.atMs + SHOWN_WITHIN_MS))
      }
    })
    expect(SHOWN_WITHIN_MS).toBeLessThanOrEqual(JOINED_MS)
  })
})
