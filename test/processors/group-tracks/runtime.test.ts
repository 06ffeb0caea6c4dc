import { pino } from 'pino'
import { expect, it } from 'vitest'
import { groupTracks } from '../../../processors/group-tracks/group-tracks.ts'
import { groupTopics } from '../../../processors/group-tracks/grouped-library.ts'
import { trackId } from '../../../schemas/generated.ts'
import type { TrackId } from '../../../schemas/generated.ts'
import { albums, artists, audioFeatures, audioReferences, deadLetters } from '../../../schemas/topics.ts'
import { createMemoryRuntime } from '../../../streams/engine/testing/memory-runtime.ts'
import type { AnyTopic, StreamRecord } from '../../../streams/engine/topic.ts'
import { featuresOf, referenceOf, START } from '../../support/builders.ts'
import { temporaryFolders } from '../../support/temporary.ts'
import { grouped, tagged } from './rig.ts'
import { record } from '../../../streams/engine/topic.ts'
import { featureKey } from '../../../schemas/keys.ts'

const newFolder = temporaryFolders('group-tracks')
const TRACKS = 120
const idOf = (i: number): TrackId => trackId(String(i).padStart(32, '0'))
/** Ten albums of twelve tracks by two artists, in all partitions. */
const references = Array.from({ length: TRACKS }, (_, i) => {
  const album = Math.floor(i / 12)
  const changes = {
    album: `Album ${album}`,
    artist: `Artist ${album % 2}`,
    trackNumber: (i % 12) + 1,
    genres: ['Rock'],
  }
  return tagged(idOf(i), { ...changes, path: `${album}/${i}.flac` })
})
const features = Array.from({ length: TRACKS }, (_, i) =>
  record(audioFeatures, featureKey(idOf(i), 'extractor-1'), featuresOf(idOf(i), i % 5), START),
)

function runtimeWith(...records: readonly StreamRecord[]) {
  const topics: readonly AnyTopic[] = [audioReferences, audioFeatures, ...groupTopics, deadLetters]
  const log = pino({ level: 'silent' })
  const runtime = createMemoryRuntime({ topics, deadLetters, dataFolder: newFolder(), log })
  return { runtime, written: runtime.write(...records) }
}

const newest = (records: readonly StreamRecord[]) =>
  [...new Map(records.map(({ key, value }) => [key, value]))].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value) // prettier-ignore

it('gives a library that is there already its albums, from what the topics hold', async () => {
  const { runtime, written } = runtimeWith(...references, ...features)
  await written
  await runtime.runToEnd(groupTracks)
  const expected = grouped(...references, ...features)
  expect(newest(await runtime.read(albums))).toStrictEqual(expected.albums)
  expect(newest(await runtime.read(artists))).toStrictEqual(expected.artists)
  expect(await runtime.read(deadLetters)).toStrictEqual([])
})

it('writes an album at most once for a batch of its tracks', async () => {
  const { runtime, written } = runtimeWith(...references)
  await written
  await runtime.runToEnd(groupTracks)
  const most = 10 * audioReferences.partitions // one batch of each partition, and fewer where a transaction has several
  expect((await runtime.read(albums)).length).toBeLessThanOrEqual(most)
})

it('writes only what changed after a restart', async () => {
  const { runtime, written } = runtimeWith(...references, ...features)
  await written
  await runtime.runToEnd(groupTracks)
  const before = (await runtime.read(albums)).length
  const changes = {
    album: 'Album 0',
    artist: 'Artist 0',
    trackNumber: 1,
    genres: ['Rock'],
    path: '0/0.flac',
    hasArt: true,
  }
  await runtime.write(record(audioReferences, idOf(0), referenceOf(idOf(0), changes), START + 1))
  await runtime.runToEnd(groupTracks)
  const after = await runtime.read(albums)
  expect(after.slice(before).map(({ value }) => [value?.title, value?.artTrackId])).toStrictEqual([
    ['Album 0', idOf(0)],
  ])
})
