import { expect, test } from 'vitest'
import {
  forgettableIn,
  leftPrivate,
  madePrivate,
  newSitting,
  withForgotten,
  withPlay,
} from '../../../ui/data/sitting.ts'

const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(32))
if (a === undefined || b === undefined || c === undefined) throw new Error('Three ids are needed.')
const open = withPlay(withPlay(newSitting(a, 100)))

test('private listening is a sitting of its own, which can be left', () => {
  const hidden = madePrivate(open, b, 200)
  expect([hidden.sessionId, hidden.isPrivate, hidden.isRetracted, hidden.plays]).toEqual([b, true, false, 0])
  expect(madePrivate(hidden, c, 300)).toBe(hidden)
  expect(leftPrivate(withPlay(hidden), c, 300)).toEqual(newSitting(c, 300))
  expect(leftPrivate(open, c, 300)).toBe(open)
})

test('what was played before can be forgotten, once', () => {
  const before = { sessionId: a, since: 100, plays: 2 }
  expect(forgettableIn(open)).toEqual(before)
  const hidden = madePrivate(open, b, 200)
  expect(forgettableIn(hidden)).toEqual(before)
  expect(forgettableIn(withForgotten(hidden, c, 300))).toBe(null)
  expect(withForgotten(open, c, 300)).toEqual(newSitting(c, 300))
  expect(forgettableIn(newSitting(a, 0))).toBe(null)
  expect(forgettableIn(madePrivate(newSitting(a, 0), b, 1))).toBe(null)
})
