import type * as z from 'zod/mini'
import { listenerId, playId, recommendationId, trackId } from '../../../schemas/generated.ts'
import type { Play, Recommendation } from '../../../schemas/generated.ts'
import type { BridgeMessage, followFeedbackShape, followShape, playShape } from '../../../schemas/live.ts'

/** Examples of messages and records for asyncapi.json: one evening of one listener. */

const LISTENER = '5f0c3a9e1b7d42868a0f6c2d9e4b1753'
const SONG = '1b9f0c5e7a3d48e2b6c4d8f0a2e6c193'
const NEXT = 'c07e2a41f95b4d3c8e6f1a2b3c4d5e6f'
const ALBUM = '7d2e9b4c6a1f4e0d8c3b5a7f9e1d2c4b'
const ARTIST = 'a4c6e8f0b2d4461a8c0e2f4a6b8d0c1e'
const LIST = 'neighbours-5:plays/3/42'
const EVENING = 1_796_001_199_257
const HOUR_MS = 3_600_000

type PlayerMessage = z.input<typeof playShape> | z.input<typeof followShape> | z.input<typeof followFeedbackShape>

const track = {
  ...{ trackId: NEXT, title: 'Low Tide', artist: 'Mara Lind', album: 'Harbour', durationMs: 201_400, hasArt: true },
  levels: { trackGainDb: -3.2, trackPeak: 0.98 },
  ...{ albumId: ALBUM, artistIds: [ARTIST], genres: ['Ambient'] },
}
const album = { albumId: ALBUM, title: 'Harbour', artist: 'Mara Lind', artists: [{ artistId: ARTIST, name: 'Mara Lind' }], year: 2024, originalYear: null, compilation: false, trackCount: 9, absentTracks: 0, durationMs: 2_214_000, genres: ['Ambient'], artTrackId: NEXT, artVersion: null, addedAt: EVENING } // prettier-ignore
const artist = { artistId: ARTIST, name: 'Mara Lind', albumCount: 1, trackCount: 9, featuredCount: 0, composerCount: 0, absentTracks: 0, genres: ['Ambient'], artTrackId: NEXT, artVersion: null, hasPortrait: false, addedAt: EVENING } // prettier-ignore

const playerMessages: readonly PlayerMessage[] = [
  { type: 'play', playId: 'p-1001', trackId: SONG, event: 'liked', positionMs: 61_000, playedMs: 61_000, via: 'chosen', sessionId: 's-17', deviceTime: EVENING }, // prettier-ignore
  { type: 'play', playId: 'p-1002', trackId: SONG, event: 'wished', positionMs: 61_000, playedMs: 61_000, via: 'chosen', sessionId: 's-17', wish: { familiarity: -0.5, energy: 0.2, radio: 'none' } }, // prettier-ignore
  { type: 'follow-library' },
  { type: 'follow-feedback' },
]

const bridgeMessages: readonly BridgeMessage[] = [
  { type: 'welcome', listenerId: LISTENER },
  { type: 'ack', playId: 'p-1001', partition: 3, offset: 42 },
  { type: 'error', code: 'too-fast', playId: 'p-1002' },
  { type: 'library', tracks: 1_148, heard: 1_140, failed: 8, indexed: 1_140, scan: null },
  {
    ...{ type: 'library-changed', revision: 12, reload: false },
    tracks: [{ ...track, year: 2024, trackNumber: 3, discNumber: null, path: 'Mara Lind/Harbour/03 Low Tide.flac', state: 'heard' }], // prettier-ignore
    ...{ albums: [album], artists: [artist], removed: { tracks: [SONG], albums: [], artists: [] } },
  },
  {
    ...{ type: 'recommendations', recommendationId: LIST, model: 'neighbours-5', indexVersion: 4, candidates: 250 },
    causedBy: { playId: 'p-1001', partition: 3, offset: 42, event: 'liked', trackId: SONG, title: 'Quay' },
    items: [
      {
        ...{ ...track, rank: 1, score: 0.91, propensity: 1, explored: false, isNew: false },
        reason: { kind: 'like', seedTrackId: SONG, seedTitle: 'Quay', seedArtist: 'Mara Lind', seedOffset: 42, distance: 1.7, alike: ['timbre', 'tempo'], apart: [{ group: 'timbre', distance: 0.4 }], listeners: null }, // prettier-ignore
      },
    ],
  },
  {
    type: 'feedback',
    models: [
      {
        ...{ model: 'neighbours-5', isShown: true },
        windows: [
          { model: 'neighbours-5', windowStart: EVENING - HOUR_MS, windowEnd: EVENING, recommendations: 12, offered: 240, started: 9, finished: 6, skipped: 2, liked: 1, satisfaction: 0.75, judged: 8, hits: 5, misled: 1, score: 0.5, distinctTracks: 96, catalogueTracks: 1_140, coverage: 0.084, timeToSuggestionP50Ms: 7, timeToSuggestionP99Ms: 31, stalenessP50Ms: null, stalenessP99Ms: null }, // prettier-ignore
        ],
      },
    ],
  },
  { type: 'queue', revision: 8, deviceId: 'kitchen' },
  { type: 'playlists', playlistId: '0d9c8b7a6f5e4d3c2b1a0f9e8d7c6b5a', deviceId: null },
  {
    type: 'sittings',
    items: [
      {
        ...{ sessionId: 's-17', isPrivate: false, since: EVENING },
        wish: { familiarity: -0.5, energy: 0.2, radio: 'none', genre: '', trackId: SONG, title: 'Quay', artist: 'Mara Lind' }, // prettier-ignore
      },
    ],
  },
  { type: 'opinions', reload: false, items: [{ trackId: SONG, artistId: null, opinion: 'liked' }] },
  {
    type: 'troubles',
    processors: [{ processor: 'recommend', missed: 'Up next does not follow what you play', why: 'The state could not be restored.' }], // prettier-ignore
  },
]

/** By the type of the message. */
export const messageExamples: Readonly<Record<string, readonly object[]>> = Object.fromEntries(
  [...playerMessages, ...bridgeMessages].map(({ type }) => [
    type,
    [...playerMessages, ...bridgeMessages].filter((each) => each.type === type),
  ]),
)

const play: Play = {
  ...{ playId: playId('p-1001'), listenerId: listenerId(LISTENER), sessionId: 's-17', trackId: trackId(SONG) },
  ...{ event: 'liked', positionMs: 61_000, playedMs: 61_000, via: 'chosen', recommendationId: null },
  ...{ deviceTime: EVENING, arrivedAt: EVENING + 12, wish: null, artistId: null, shuffled: false, itemRank: null },
  ...{
    timeZoneOffsetMinutes: 60,
    pageVisible: true,
    retracts: null,
    importedFrom: null,
    title: 'Quay',
    artist: 'Mara Lind',
  },
}

/** Of a program outside: the name is its own, and whether the list was shown is not for it to say. */
const recommendation: Recommendation = {
  ...{ recommendationId: recommendationId('popular-1:plays/3/42'), listenerId: listenerId(LISTENER) },
  ...{ model: 'popular-1', indexVersion: 0, relationsVersion: 0, shown: null, candidates: 1_140 },
  causedBy: { topic: 'plays', partition: 3, offset: 42, playId: playId('p-1001'), trackId: trackId(SONG), event: 'liked', takenFrom: null, takesBack: [] }, // prettier-ignore
  items: [
    {
      ...{ trackId: trackId(NEXT), rank: 1, score: 17, propensity: 1, explored: false },
      reason: { kind: 'discover', seedTrackId: null, seedOffset: null, distance: null, alike: [], apart: [], listeners: null }, // prettier-ignore
    },
  ],
}

/** Of the topics that programs outside work with, by name. */
export const recordExamples: Readonly<Partial<Record<string, object>>> = {
  plays: play,
  recommendations: recommendation,
}
