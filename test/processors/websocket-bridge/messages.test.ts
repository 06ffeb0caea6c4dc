import { expect, test } from 'vitest'
import { recommendationsMessage, replaces } from '../../../processors/websocket-bridge/messages.ts'
import { trackItem } from '../../../processors/websocket-bridge/track-item.ts'
import type { Catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import { alice, catalogueOf, idOf, recommendation, reference } from './fixtures.ts'

const DAY_MS = 86_400_000
const NOW = 1_700_000_000_000 + 100 * DAY_MS

const tracksOf = (content: Catalogue) => (name: string) => {
  const entry = content.entries.get(idOf(name))
  if (entry === undefined) throw new Error(`No track ${name}.`)
  return trackItem(content, entry)
}

test('a track is new for 14 days, and only in a library that is older than that', () => {
  const newOf = (content: Catalogue) =>
    recommendationsMessage(content, recommendation(alice, 4, ['a', 'b', 'c']), NOW).items.map(({ isNew }) => isNew)
  const added = (name: string, days: number) => reference(name, { addedAt: NOW - days * DAY_MS })
  expect(newOf(catalogueOf([added('a', 1), added('b', 13), added('c', 13.9)]))).toStrictEqual([false, false, false])
  expect(newOf(catalogueOf([added('a', 1), added('b', 13), added('c', 15)]))).toStrictEqual([true, true, false])
})

test('the play that is answered is told with its name', () => {
  const content = catalogueOf([reference('a'), reference('skipped')])
  const { causedBy, ...rest } = recommendation(alice, 4, ['a'])
  const of = { ...rest, causedBy: { ...causedBy, event: 'skipped' as const, trackId: idOf('skipped') } }
  expect(recommendationsMessage(content, of, NOW).causedBy).toStrictEqual({
    ...{ playId: 'play-4', partition: 0, offset: 4 },
    ...{ event: 'skipped', trackId: idOf('skipped'), title: 'Title skipped' },
  })
})

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
  const { albumId, artistIds } = tracksOf(content)('a')
  expect(recommendationsMessage(content, recommendation(alice, 4, ['a', 'gone']), NOW)).toStrictEqual({
    type: 'recommendations',
    recommendationId: 'neighbours-5:plays/0/4',
    model: 'neighbours-5',
    indexVersion: 1,
    candidates: 2,
    causedBy: { playId: 'play-4', partition: 0, offset: 4, event: 'unknown', trackId: null, title: null },
    items: [
      {
        ...{ trackId: idOf('a'), title: 'Title a', artist: 'Artist a', album: 'Album a', genres: ['Ambient'] },
        ...{ durationMs: 30_000, hasArt: false, mediaType: 'audio/ogg', albumId, artistIds },
        ...{ rank: 1, score: 1, propensity: 1, explored: false, isNew: false, reason: named },
      },
    ],
  })
  const long = recommendationsMessage(content, recommendation(alice, 4, ['long']), NOW)
  expect(long.items.map(({ title }) => title)).toStrictEqual(['x'.repeat(200)])
})

test('a track that is not here now is not suggested, and may be why another one is', () => {
  const content = catalogueOf([
    reference('a'),
    reference('b', { absentSince: 1 }),
    reference('seed', { absentSince: 1 }),
  ])
  const { items } = recommendationsMessage(content, recommendation(alice, 4, ['a', 'b']), NOW)
  expect(items.map(({ trackId, reason }) => [trackId, reason.seedTitle])).toStrictEqual([[idOf('a'), 'Title seed']])
})

test('a seed that is no longer in the library has no name', () => {
  const { items } = recommendationsMessage(catalogueOf([reference('a')]), recommendation(alice, 4, ['a']), NOW)
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
