import { expect, test } from 'vitest'
import { audioFeatures, trackAliases } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import type { Catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import { trackItem } from '../../../processors/websocket-bridge/track-item.ts'
import { namedTracks } from '../../../processors/websocket-bridge/track-query.ts'
import { catalogueOf, features, idOf, reference } from './fixtures.ts'

const itemOf = (content: Catalogue, name: string) => {
  const entry = content.entries.get(idOf(name))
  if (entry === undefined) throw new Error('It is in the library.')
  return trackItem(content, entry)
}

test('a track says by what it is levelled, which part of the file it is, and since when it is there', () => {
  const content = catalogueOf([
    reference('a', {
      ...{ replayGainTrackDb: -6.5, replayGainTrackPeak: 0.98, replayGainAlbumDb: -7, replayGainAlbumPeak: 1 },
      ...{ startMs: 0, endMs: 61_000, addedAt: 5, lyrics: 'timed' },
    }),
    reference('b', { startMs: 61_000 }),
  ])
  catalogue.apply(content, record(audioFeatures, idOf('b'), { ...features('b'), loudnessLufs: -14.25 }, 0))
  expect(itemOf(content, 'a')).toMatchObject({
    levels: { trackGainDb: -6.5, trackPeak: 0.98, albumGainDb: -7, albumPeak: 1 },
    ...{ startMs: 0, endMs: 61_000, addedAt: 5, lyrics: 'timed' },
  })
  const b = itemOf(content, 'b')
  expect([b.levels, b.startMs, b.addedAt]).toStrictEqual([{ loudnessLufs: -14.25 }, 61_000, 1_700_000_000_000])
  expect(['endMs', 'lyrics'].filter((field) => field in b)).toStrictEqual([])
})

test('tracks are given in the order in which they are named, by the ids of earlier versions too', () => {
  const content = catalogueOf([reference('a'), reference('b')])
  catalogue.apply(content, record(trackAliases, idOf('old'), { trackId: idOf('b'), soundHash: null }, 0))
  const { items } = namedTracks(content, { ids: [idOf('old'), idOf('none'), idOf('a'), idOf('b')] })
  expect(items.map(({ trackId }) => trackId)).toStrictEqual([idOf('b'), idOf('a'), idOf('b')])
})
