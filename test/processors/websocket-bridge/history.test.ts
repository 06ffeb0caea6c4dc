import { expect, test } from 'vitest'
import { audioReferences } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import { historyItem, playedNames, storedPlay } from '../../../processors/websocket-bridge/history.ts'
import { catalogueOf, idOf, reference } from './fixtures.ts'

const stored = (names: object) =>
  storedPlay.parse({
    ...{ _id: 'l/p', playId: 'p', trackId: idOf('a'), event: 'finished', positionMs: 1, playedMs: 1, via: 'chosen' },
    ...{ recommendationId: null, sessionId: 's', arrivedAt: new Date(1), ...names },
  })

test('a play keeps the names of a track that is gone, and shows those that it has while it is there', () => {
  const content = catalogueOf([reference('a', { title: 'x'.repeat(300) })])
  const names = playedNames(content, idOf('a'))
  expect(names).toStrictEqual({ title: 'x'.repeat(200), artist: 'Artist a' })
  catalogue.apply(content, record(audioReferences, idOf('a'), reference('a', { title: 'Mended' }), 0))
  expect(historyItem(content, stored(names))).toMatchObject({ title: 'Mended', artist: 'Artist a' })
  expect(historyItem(content, stored(names))).not.toHaveProperty('artVersion')
  const covered = reference('a', { title: 'Mended', artVersion: 'v1' })
  catalogue.apply(content, record(audioReferences, idOf('a'), covered, 0))
  expect(historyItem(content, stored(names))).toMatchObject({ artVersion: 'v1' })
  catalogue.apply(content, record(audioReferences, idOf('a'), null, 0))
  expect(historyItem(content, stored(names))).toMatchObject(names)
  expect(historyItem(content, stored({}))).toMatchObject({ title: null, artist: null })
  expect(playedNames(content, idOf('a'))).toStrictEqual({ title: null, artist: null })
})

test('a play that was imported says from where', () => {
  const content = catalogueOf([reference('a', {})])
  expect(historyItem(content, stored({ importedFrom: 'spotify' })).importedFrom).toBe('spotify')
  expect(historyItem(content, stored({ importedFrom: null }))).not.toHaveProperty('importedFrom')
})

test('a play that takes one back names it; others, and those of earlier versions, name none', () => {
  const content = catalogueOf([reference('a', {})])
  expect(historyItem(content, stored({ event: 'retracted', retracts: 'p7' })).retracts).toBe('p7')
  expect([{}, { retracts: null }].map((of) => historyItem(content, stored(of)).retracts)).toStrictEqual([null, null])
})
