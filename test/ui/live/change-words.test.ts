import { expect, test } from 'vitest'
import { changeWords } from '../../../ui/live/change-words.ts'
import { arrived, noSuggestions, playPosted, shownIfDue } from '../../../ui/live/suggestions.ts'
import { recommendationOf } from '../support/builders.ts'

const answer = (playId: string, id: string, ...tracks: readonly string[]) => {
  const list = recommendationOf(id, tracks)
  return { ...list, causedBy: { ...list.causedBy, playId } }
}
const first = arrived(noSuggestions, answer('p0', 'r0', 'a', 'b'), 0)

test('a change says what, why and how fresh it is, and what undoes it', () => {
  const act = playPosted(first, { playId: 's', event: 'skipped', trackId: 't', title: 'Teardrop' }, 20_000)
  const shown = shownIfDue(arrived(act, answer('s', 'r1', 'c', 'd', 'b'), 20_205), 21_000)
  expect(changeWords(shown)).toMatchObject({
    words: 'You skipped Teardrop: 2 new\u00a0· up to date after 0.20 s',
    undo: { playId: 's', event: 'skipped', trackId: 't' },
  })
  const later = playPosted(shown, { playId: 'l', event: 'liked', trackId: 'u', title: 'U' }, 30_000)
  expect(changeWords(later)?.words).toContain('not yet up to date with your last song')
  const liked = arrived(later, answer('l', 'r2', 'b', 'c', 'd'), 31_234)
  expect(changeWords(liked)).toEqual({
    words: 'You liked U: same songs, another order\u00a0· up to date after 1.2 s',
    undo: null,
  })
})

test('a change that nobody caused says so, and one that is none says nothing', () => {
  expect([changeWords(noSuggestions), changeWords(first)]).toEqual([null, null])
  const passing = shownIfDue(arrived(first, answer('z', 'r1', 'a', 'x'), 1), 60_000)
  expect(changeWords(passing)).toEqual({ words: 'As you listen: 1 new', undo: null })
})
