import { describe, expect, test } from 'vitest'
import { entitiesOf, tagged } from '../group-tracks/rig.ts'
import { feedbackOf, WITHOUT_CONTEXT } from '../../support/builders.ts'
import { changeId, listenerId, playId, playlistId, trackId } from '../../../schemas/generated.ts'
import type { Play, PlaylistChange, Queue } from '../../../schemas/generated.ts'
import { collapsed, operationOf } from '../../../processors/mongo-sink/operations.ts'
import type { Operation, SunkRecord } from '../../../processors/mongo-sink/operations.ts'
import {
  alice,
  deadLetter,
  features,
  idOf,
  libraryScan,
  recommendation,
  reference,
} from '../websocket-bridge/fixtures.ts'

const at = { partition: 2, offset: 9, timestamp: 1_700_000_000_000 }
const origin = (topic: string) => ({ topic, partition: 2, offset: 9, recordedAt: new Date(1_700_000_000_000) })

const play: Play = {
  playId: playId('p1'),
  listenerId: alice,
  sessionId: 's1',
  trackId: idOf('a'),
  event: 'finished',
  positionMs: 1,
  playedMs: 2,
  via: 'chosen',
  recommendationId: null,
  deviceTime: 1_700_000_000_001,
  arrivedAt: 1_700_000_000_002,
  wish: null,
  ...WITHOUT_CONTEXT,
}
const tags = { album: 'Blue', artist: 'Joni Mitchell', genres: ['Folk'], work: 'Blue', addedAt: 1_700_000_000_003 }
const [album, artist, genre, work] = entitiesOf(tagged('a', tags))
const taste = { trackId: idOf('a'), weight: 1, liked: true, disliked: false, finished: 1, skipped: 0, lastOffset: 3 }
const counts = { recommendations: 1, offered: 20, started: 2, finished: 1, skipped: 1, liked: 0 }
const centroid = { centroid: { version: 1, cell: 0, position: [0.5] }, codebook: null, assignment: null }

const change: PlaylistChange = {
  changeId: changeId('c1'),
  listenerId: alice,
  playlistId: playlistId('p'),
  change: 'renamed',
  name: 'Rain',
  entries: [],
  seen: null,
  deviceId: null,
  deviceTime: null,
  arrivedAt: 5,
}
const opinion = { listenerId: alice, subject: 'track', trackId: idOf('a'), artistId: null, opinion: 'liked', since: 7 } as const // prettier-ignore
const rain = { playlistId: playlistId('r'), name: 'Rain', library: '/music', path: 'rain.m3u', version: 'v', modifiedAt: 8, entries: [], scannedBy: null } // prettier-ignore
const queue: Queue = { listenerId: alice, revision: 1, now: null, positionMs: 0, yours: [], before: [], sources: [], live: true, shuffleSeed: null, repeat: 'off', deviceId: null, sessionId: null, updatedAt: 6 } // prettier-ignore

test.each<[SunkRecord, Operation | null]>([
  [
    { topic: 'playlists', key: `${alice}/p`, value: change, ...at },
    {
      collection: 'playlistChanges',
      id: 'playlists/2/9',
      keep: 'newest',
      document: { ...change, arrivedAt: new Date(5), ...origin('playlists') },
    },
  ],
  [{ topic: 'playlists', key: `${alice}/p`, value: null, ...at }, null],
  [
    { topic: 'queues', key: alice, value: queue, ...at },
    {
      collection: 'queues',
      id: alice,
      keep: 'newest',
      document: { ...queue, updatedAt: new Date(6), ...origin('queues') },
    },
  ],
  [
    { topic: 'library-playlists', key: rain.playlistId, value: rain, ...at },
    {
      collection: 'libraryPlaylists',
      id: rain.playlistId,
      keep: 'newest',
      document: { ...rain, modifiedAt: new Date(8), ...origin('library-playlists') },
    },
  ],
  [
    { topic: 'opinions', key: `${alice}/track/a`, value: opinion, ...at },
    {
      collection: 'opinions',
      id: `${alice}/track/a`,
      keep: 'newest',
      document: { ...opinion, since: new Date(7), ...origin('opinions') },
    },
  ],
  [
    { topic: 'opinions', key: `${alice}/track/a`, value: null, ...at },
    {
      collection: 'opinions',
      id: `${alice}/track/a`,
      keep: 'newest',
      document: { deleted: true, ...origin('opinions') },
    },
  ],

  [
    { topic: 'audio-references', key: idOf('a'), value: reference('a'), ...at },
    {
      collection: 'tracks',
      id: idOf('a'),
      keep: 'newest',
      document: { ...reference('a'), modifiedAt: new Date(1_700_000_000_000), ...origin('audio-references') },
    },
  ],
  [
    { topic: 'audio-references', key: idOf('a'), value: null, ...at },
    { collection: 'tracks', id: idOf('a'), keep: 'newest', document: { deleted: true, ...origin('audio-references') } },
  ],
  [
    { topic: 'library-scans', key: 'scan-library', value: libraryScan(), ...at },
    {
      collection: 'scans',
      id: 'scan-library',
      keep: 'newest',
      document: {
        ...libraryScan(),
        startedAt: new Date(1_700_000_000_000),
        passStartedAt: new Date(1_700_000_000_000),
        ...origin('library-scans'),
      },
    },
  ],
  [
    { topic: 'audio-features', key: idOf('a'), value: features('a'), ...at },
    {
      collection: 'features',
      id: idOf('a'),
      keep: 'newest',
      document: { ...features('a'), ...origin('audio-features') },
    },
  ],
  [
    { topic: 'index-updates', key: 'cell/0', value: centroid, ...at },
    { collection: 'indexUpdates', id: 'cell/0', keep: 'newest', document: { ...centroid, ...origin('index-updates') } },
  ],
  [
    { topic: 'albums', key: album.albumId, value: album, ...at },
    {
      ...{ collection: 'albums', id: album.albumId, keep: 'newest' },
      document: { ...album, addedAt: new Date(1_700_000_000_003), ...origin('albums') },
    },
  ],
  [
    { topic: 'artists', key: artist.artistId, value: artist, ...at },
    {
      collection: 'artists',
      id: artist.artistId,
      keep: 'newest',
      document: { ...artist, addedAt: new Date(1_700_000_000_003), ...origin('artists') },
    },
  ],
  [
    { topic: 'genres', key: genre.genreId, value: genre, ...at },
    { collection: 'genres', id: genre.genreId, keep: 'newest', document: { ...genre, ...origin('genres') } },
  ],
  [
    { topic: 'works', key: work.workId, value: work, ...at },
    { collection: 'works', id: work.workId, keep: 'newest', document: { ...work, ...origin('works') } },
  ],
  [
    { topic: 'plays', key: alice, value: play, ...at },
    {
      collection: 'plays',
      id: `${alice}/p1`,
      keep: 'first',
      document: {
        ...play,
        deviceTime: new Date(1_700_000_000_001),
        arrivedAt: new Date(1_700_000_000_002),
        ...origin('plays'),
      },
    },
  ],
  [{ topic: 'plays', key: alice, value: null, ...at }, null],
  [
    {
      topic: 'listener-profiles',
      key: alice,
      value: {
        tastes: [{ ...taste, lastAt: 5 }],
        heard: [idOf('a')],
        playIds: [playId('p1')],
        sessions: [],
        retracted: [],
        earlierPlayIds: Buffer.alloc(0),
        clock: [],
        offered: [],
        nevers: Buffer.alloc(0),
      },
      ...at,
    },
    {
      collection: 'profiles',
      id: alice,
      keep: 'newest',
      document: {
        listenerId: alice,
        tastes: [{ ...taste, lastAt: new Date(5) }],
        heard: [idOf('a')],
        playIds: ['p1'],
        sessions: [],
        retracted: [],
        earlierPlayIds: Buffer.alloc(0),
        clock: [],
        offered: [],
        nevers: Buffer.alloc(0),
        ...origin('listener-profiles'),
      },
    },
  ],
  [
    { topic: 'recommendations', key: alice, value: recommendation(alice, 4, ['a']), ...at },
    {
      collection: 'recommendations',
      id: 'neighbours-5:plays/0/4',
      keep: 'newest',
      document: { ...recommendation(alice, 4, ['a']), ...origin('recommendations') },
    },
  ],
  [{ topic: 'recommendations', key: alice, value: null, ...at }, null],
  [
    {
      topic: 'feedback',
      key: 'neighbours-5',
      value: feedbackOf({ windowStart: 60_000, windowEnd: 120_000, satisfaction: 0.5, ...counts }),
      ...at,
    },
    {
      collection: 'feedback',
      id: 'neighbours-5/60000',
      keep: 'newest',
      document: {
        ...feedbackOf({ satisfaction: 0.5, ...counts }),
        windowStart: new Date(60_000),
        windowEnd: new Date(120_000),
        ...origin('feedback'),
      },
    },
  ],
  [
    { topic: 'dead-letters', key: 'plays/0/3', value: deadLetter('a', { offset: 3 }), ...at },
    {
      collection: 'deadLetters',
      id: 'plays/0/3',
      keep: 'newest',
      document: {
        source: { topic: 'audio-references', partition: 0, offset: 3 },
        processor: 'extract-features',
        code: 'undecodable-audio',
        message: 'a.ogg cannot be decoded: replace the file.',
        attempts: 1,
        timestamp: 1,
        key: Buffer.from(idOf('a')),
        value: null,
        headers: [],
        ...origin('dead-letters'),
      },
    },
  ],
])('$topic: what a record becomes', (record, expected) => {
  expect(operationOf(record)).toStrictEqual(expected)
})

test('of one record, a letter of each processor that gave it up is a document; one of an earlier version keeps its id', () => {
  const ids = ['monitor-feedback/plays/0/3', 'recommend/plays/0/3', 'plays/0/3'].map(
    (key) =>
      operationOf({ topic: 'dead-letters', key, value: deadLetter('a', { topic: 'plays', offset: 3 }), ...at })?.id,
  )
  expect(ids).toStrictEqual(['monitor-feedback/plays/0/3', 'recommend/plays/0/3', 'plays/0/3'])
})

describe('within a batch', () => {
  const operations = (records: readonly SunkRecord[]) => records.flatMap((record) => operationOf(record) ?? [])
  const told = (all: readonly Operation[]) => all.map(({ id, document }) => [id, document.offset])

  test('the newest value of a key is stored, a tombstone too', () => {
    const track = (name: string, offset: number, there = true): SunkRecord => ({
      topic: 'audio-references',
      key: trackId(name),
      value: there ? reference(name) : null,
      partition: 0,
      offset,
      timestamp: 0,
    })
    const batch = [track('a', 1), track('b', 2), track('a', 3), track('b', 4, false), track('c', 5)]
    expect(told(collapsed(operations(batch)))).toStrictEqual([
      ['a', 3],
      ['b', 4],
      ['c', 5],
    ])
  })

  test('of a play that was sent twice, the first is stored', () => {
    const sent = (listener: string, id: string, offset: number): SunkRecord => ({
      topic: 'plays',
      key: listenerId(listener),
      value: { ...play, playId: playId(id) },
      partition: 0,
      offset,
      timestamp: 0,
    })
    const batch = [sent('x', 'p1', 1), sent('y', 'p1', 2), sent('x', 'p1', 3), sent('x', 'p2', 4)]
    expect(told(collapsed(operations(batch)))).toStrictEqual([
      ['x/p1', 1],
      ['y/p1', 2],
      ['x/p2', 4],
    ])
  })
})
