import { expect, test } from 'vitest'
import { catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import { albumItem } from '../../../processors/websocket-bridge/entity-items.ts'
import { held } from '../../../processors/websocket-bridge/entities.ts'
import { libraryChangedMessage, reloadMessage } from '../../../processors/websocket-bridge/library-changes.ts'
import { trackItems } from '../../../processors/websocket-bridge/entity-items.ts'
import { MAX_CHANGED } from '../../../schemas/live.ts'
import { albums, artists, audioFeatures, audioReferences } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { albumOf, artistOf } from './entity-fixtures.ts'
import { catalogueOf, features, idOf, reference } from './fixtures.ts'

const library = (...names: readonly string[]) => {
  const content = catalogueOf(names.map((name) => reference(name)))
  content.changes.take()
  return content
}

test('what changed is told as it is now, and what is gone by its id, each once', () => {
  const content = library('a', 'b', 'c')
  const album = albumOf([reference('a')])
  const gone = artistOf([reference('b')])
  catalogue.apply(content, record(audioReferences, idOf('a'), reference('a', { title: 'First' }), 0))
  catalogue.apply(content, record(audioReferences, idOf('a'), reference('a', { title: 'Second' }), 0))
  catalogue.apply(content, record(audioFeatures, idOf('c'), features('c'), 0))
  catalogue.apply(content, record(audioReferences, idOf('b'), null, 0))
  catalogue.apply(content, record(albums, album.albumId, album, 0))
  catalogue.apply(content, record(artists, gone.artistId, null, 0))
  const tracks = trackItems(content, [idOf('a'), idOf('c')])
  expect(tracks.map(({ title, state }) => [title, state])).toStrictEqual([
    ['Second', 'waiting'],
    ['Title c', 'heard'],
  ])
  expect(libraryChangedMessage(content, 7)).toStrictEqual({
    ...{ type: 'library-changed', revision: 7, reload: false, tracks, albums: [albumItem(held(album))], artists: [] },
    removed: { tracks: [idOf('b')], albums: [], artists: [gone.artistId] },
  })
  expect(libraryChangedMessage(content, 8)).toBeNull()
})

test('more than may be named, or more text than may wait for a player, is read again', () => {
  const content = library()
  const names = Array.from({ length: MAX_CHANGED + 1 }, (_, n) => `t${n}`)
  for (const name of names.slice(1)) catalogue.apply(content, record(audioReferences, idOf(name), reference(name), 0))
  expect(libraryChangedMessage(content, 1)).toMatchObject({ reload: false })
  for (const name of names) catalogue.apply(content, record(audioReferences, idOf(name), reference(name), 0))
  expect(libraryChangedMessage(content, 2)).toStrictEqual(reloadMessage(2))
  const long = { album: 'x'.repeat(2_000) }
  for (const name of names.slice(1))
    catalogue.apply(content, record(audioReferences, idOf(name), reference(name, long), 0))
  expect(libraryChangedMessage(content, 3)).toStrictEqual(reloadMessage(3))
})
