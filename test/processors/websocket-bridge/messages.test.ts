import { expect, test } from 'vitest'
import { recommendationsMessage, replaces } from '../../../processors/websocket-bridge/messages.ts'
import { alice, catalogueOf, idOf, recommendation, reference } from './fixtures.ts'

test('a recommendation is told with the names that a player shows', () => {
  const content = catalogueOf([reference('a'), reference('seed'), reference('long', { title: 'x'.repeat(5000) })])
  const reason = {
    kind: 'like',
    seedTrackId: idOf('seed'),
    seedOffset: 3,
    distance: 0.5,
    alike: ['timbre'],
    apart: [],
    listeners: null,
  }
  const named = { ...reason, seedTitle: 'Title seed', seedArtist: 'Artist seed' }
  expect(recommendationsMessage(content, recommendation(alice, 4, ['a', 'gone', 'long']))).toStrictEqual({
    type: 'recommendations',
    recommendationId: 'neighbours-5:plays/0/4',
    model: 'neighbours-5',
    causedBy: { playId: 'play-4' },
    items: [
      { trackId: idOf('a'), rank: 1, score: 1, title: 'Title a', artist: 'Artist a', reason: named },
      { trackId: idOf('long'), rank: 3, score: 1 / 3, title: 'x'.repeat(200), artist: 'Artist long', reason: named },
    ],
  })
})

test('a track that is not here now is not suggested, and may be why another one is', () => {
  const content = catalogueOf([
    reference('a'),
    reference('b', { absentSince: 1 }),
    reference('seed', { absentSince: 1 }),
  ])
  const { items } = recommendationsMessage(content, recommendation(alice, 4, ['a', 'b']))
  expect(items.map(({ trackId, reason }) => [trackId, reason.seedTitle])).toStrictEqual([[idOf('a'), 'Title seed']])
})

test('a seed that is no longer in the library has no name', () => {
  const { items } = recommendationsMessage(catalogueOf([reference('a')]), recommendation(alice, 4, ['a']))
  expect(items.map(({ reason }) => [reason.seedTrackId, reason.seedTitle])).toStrictEqual([[idOf('seed'), null]])
})

test.each([
  ['the first', 4, undefined, true],
  ['one with a newer cause', 5, 4, true],
  ['its twin', 4, 4, false],
  ['the twin of one before it, from a run that was aborted', 3, 4, false],
])('%s replaces the one that is held: %s after %s is %s', (_, candidate, held, expected) => {
  const heldOne = held === undefined ? undefined : recommendation(alice, held, [])
  expect(replaces(recommendation(alice, candidate, []), heldOne)).toBe(expected)
})

test('another model may answer the same play anew', () => {
  const other = { ...recommendation(alice, 4, []), recommendationId: recommendation(alice, 99, []).recommendationId }
  expect(replaces(other, recommendation(alice, 4, []))).toBe(true)
})
