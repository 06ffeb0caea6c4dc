import { expect, test } from 'vitest'
import type { PlayEvent } from '../../../schemas/live.ts'
import { AFTER_TOUCH_MS } from '../../../ui/live/hold.ts'
import type { Clock } from '../../../ui/live/live-list.ts'
import { LiveList } from '../../../ui/live/live-list.ts'
import { PASSING_PACE_MS } from '../../../ui/live/suggestions.ts'
import { recommendationOf } from '../support/builders.ts'

/** A clock that a test moves. */
function testClock() {
  let now = 0
  let timers: readonly { readonly at: number; readonly run: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run }
      timers = [...timers, timer]
      return () => (timers = timers.filter((other) => other !== timer))
    },
  }
  const pass = (ms: number) => {
    const until = now + ms
    for (;;) {
      const next = timers.toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > until) break
      now = next.at
      timers = timers.filter((other) => other !== next)
      next.run()
    }
    now = until
  }
  return { clock, pass, waiting: () => timers.length }
}

const answer = (playId: string, id: string, ...tracks: readonly string[]) => {
  const list = recommendationOf(id, tracks)
  return { ...list, causedBy: { ...list.causedBy, playId } }
}
const act = (playId: string, event: PlayEvent) => ({ playId, event, trackId: 't', title: 'Teardrop' })

function listOf(pinned = false) {
  const time = testClock()
  const list = new LiveList(time.clock, pinned)
  list.arrived(answer('p0', 'r0', 'a', 'b', 'c'))
  const told: (string | undefined)[] = []
  list.subscribe(() => told.push(list.shown?.recommendationId))
  return { ...time, list, told }
}

test('a skip and the start after it are shown once, by themselves', () => {
  const { list, pass, told, waiting } = listOf()
  pass(20_000)
  list.posted(act('skip', 'skipped'))
  list.arrived(answer('skip', 'r1', 'b', 'x'))
  pass(1_000)
  expect([list.shown?.recommendationId, told.includes('r1'), waiting()]).toEqual(['r1', true, 0])
  expect(list.change?.words).toContain('You skipped Teardrop: 1 new')
})

test('five pushes a second are shown once in ten seconds', () => {
  const { list, pass } = listOf()
  let changes = 0
  let shown = list.shown
  list.subscribe(() => {
    if (list.shown !== shown) changes += 1
    shown = list.shown
  })
  for (let i = 0; i < 150; i += 1) {
    list.arrived(answer('z', `r${i + 1}`, 'a', `x${i}`))
    pass(200)
  }
  expect(changes).toBe(30_000 / PASSING_PACE_MS)
})

test('a finger keeps it still until a moment after it is gone', () => {
  const { list, pass } = listOf()
  pass(20_000)
  list.touch(1)
  list.posted(act('like', 'liked'))
  list.arrived(answer('like', 'r1', 'x', 'y'))
  pass(9_000)
  list.touch(0)
  expect([list.waiting, list.held]).toEqual([2, true])
  pass(AFTER_TOUCH_MS - 1)
  expect(list.shown?.recommendationId).toBe('r0')
  pass(1)
  expect([list.shown?.recommendationId, list.held, list.waiting]).toEqual(['r1', false, 0])
})

test('the switch, a pointer and the focus hold it, each for itself', () => {
  const { list, pass } = listOf(true)
  list.arrived(answer('z', 'r1', 'x'))
  list.point(true)
  list.focus(true)
  list.pin(false)
  list.point(false)
  pass(60_000)
  expect([list.pinned, list.held, list.shown?.recommendationId]).toEqual([false, true, 'r0'])
  list.focus(false)
  expect(list.shown?.recommendationId).toBe('r1')
})

test('what waits is shown when it is asked for, and a first row that is loaded ahead stays', () => {
  const { list, pass } = listOf()
  list.commit('a')
  list.arrived(answer('z', 'r1', 'x', 'a'))
  pass(60_000)
  expect(list.shown?.recommendationId).toBe('r0')
  list.release()
  expect(list.shown?.recommendationId).toBe('r1')
  list.commit(null)
  list.scrolled()
  expect(list.held).toBe(true)
})
