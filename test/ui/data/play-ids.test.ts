import { expect, test } from 'vitest'
import { playIdOf, playIdsOf, playIdsWith } from '../../../ui/data/play-ids.ts'
import { generatedId } from '../../../ui/data/random.ts'

const playback = generatedId(1_767_225_600_000, 7)

test('how a playback began and how it ended have an id each, and one leads to the other', () => {
  const [begun, ended] = playIdsOf(playback)
  expect([playIdOf(playback, 'started'), playIdOf(playback, 'finished'), playIdOf(playback, 'skipped')]).toEqual([begun, ended, ended]) // prettier-ignore
  for (const id of [begun, ended]) expect(playIdsWith(id ?? '')).toEqual([begun, ended])
})

test('other events, and a playback of an earlier version, have none', () => {
  expect([playIdOf(playback, 'progressed'), playIdOf(playback, 'liked'), playIdOf('', 'started')]).toEqual([
    null,
    null,
    null,
  ])
})

test('a play of another player is taken back by its own id', () => {
  expect(['p1', `${playback}-x`, playback].map(playIdsWith)).toEqual([['p1'], [`${playback}-x`], [playback]])
})
