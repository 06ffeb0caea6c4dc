import { expect, test } from 'vitest'
import {
  catalogue,
  countsOf,
  sortedEntries,
  stateOf,
  standingIn,
} from '../../../processors/websocket-bridge/catalogue.ts'
import type { Catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import type { RecordOf } from '../../../streams/engine/topic.ts'
import { record } from '../../../streams/engine/topic.ts'
import {
  analysisFailures,
  audioFeatures,
  audioReferences,
  libraryScans,
  trackAliases,
} from '../../../schemas/topics.ts'
import { failure, features, idOf, libraryScan, reference } from './fixtures.ts'

const is = (name: string) => record(audioReferences, idOf(name), reference(name), 0)
const gone = (name: string) => record(audioReferences, idOf(name), null, 0)
const heard = (name: string) => record(audioFeatures, idOf(name), features(name), 0)
const forgotten = (name: string) => record(audioFeatures, idOf(name), null, 0)
const failed = (name: string, fields = {}) => record(analysisFailures, idOf(name), failure(name, fields), 0)
const settled = (name: string) => record(analysisFailures, idOf(name), null, 0)
const away = (name: string) => record(audioReferences, idOf(name), reference(name, { absentSince: 5 }), 0)

type CatalogueRecord = RecordOf<typeof audioReferences | typeof audioFeatures | typeof analysisFailures>

function after(records: readonly CatalogueRecord[]): Catalogue {
  const content = catalogue.create()
  for (const each of records) catalogue.apply(content, each)
  return content
}

test.each<[string, readonly CatalogueRecord[], string]>([
  ['a new track waits', [is('a')], 'waiting'],
  ['a track that was heard', [is('a'), heard('a')], 'heard'],
  ['the order of topics does not matter', [heard('a'), is('a')], 'heard'],
  ['a track that failed', [is('a'), failed('a')], 'failed'],
  ['a failure read before its track', [failed('a'), is('a')], 'failed'],
  ['a track that failed and was heard later', [is('a'), failed('a'), heard('a')], 'heard'],
  ['a track that was heard and failed later', [is('a'), heard('a'), failed('a')], 'heard'],
  ['a track whose features were withdrawn', [is('a'), heard('a'), forgotten('a')], 'waiting'],
  ['a track that went and came again', [is('a'), failed('a'), gone('a'), settled('a'), is('a')], 'waiting'],
  ['a failure of a track that came again, read before both', [failed('a'), is('a'), gone('a'), is('a')], 'failed'],
  ['a track whose library folder is waited for', [is('a'), failed('a', { code: 'library-away' })], 'waiting'],
  ['a track that is not here now and was heard', [away('a'), heard('a')], 'heard'],
])('%s', (_, records, expected) => {
  expect(stateOf(after(records), idOf('a'))).toBe(expected)
})

test('the counts are of tracks in the library, and follow it', () => {
  const content = after([is('a'), is('b'), is('c'), heard('a'), failed('b'), failed('x'), heard('y')])
  expect(countsOf(content)).toMatchObject({ tracks: 3, heard: 1, failed: 1, notHere: 0, pending: 0 })
  catalogue.apply(content, gone('a'))
  expect(countsOf(content)).toMatchObject({ tracks: 2, heard: 0, failed: 1 })
})

test('what cannot be analysed before its folder is back is counted, and the folders that are waited for', () => {
  const parked = failed('d', { code: 'library-away' })
  const content = after([is('a'), heard('a'), away('b'), away('c'), heard('c'), is('d'), parked])
  const { library } = reference('d')
  expect(countsOf(content)).toStrictEqual({
    ...{ tracks: 4, heard: 2, failed: 0, notHere: 2, notHereHeard: 1, pending: 2 },
    waitsFor: [library],
  })
  const scan = libraryScan({ away: ['/usb'] })
  catalogue.apply(content, record(libraryScans, 'scan-library', scan, 0))
  catalogue.apply(content, settled('d'))
  catalogue.apply(content, is('b'))
  catalogue.apply(content, gone('c'))
  expect(countsOf(content)).toStrictEqual({
    ...{ tracks: 3, heard: 1, failed: 0, notHere: 0, notHereHeard: 0, pending: 0 },
    waitsFor: ['/usb'],
  })
})

test('the order is artist, album, number, title; what has no name comes last', () => {
  const track = (name: string, fields: Parameters<typeof reference>[1]) =>
    record(audioReferences, idOf(name), reference(name, fields), 0)
  const content = after([
    track('1', { artist: '', album: '' }),
    track('2', { artist: 'Zoe', album: 'A', trackNumber: 10 }),
    track('3', { artist: 'Zoe', album: 'A', trackNumber: 9 }),
    track('4', { artist: 'zoë', album: 'A', trackNumber: null }),
    track('5', { artist: 'Various', albumArtist: 'Zoe', album: 'A', trackNumber: 1 }),
    track('6', { artist: 'Ab', album: 'Z' }),
    track('7', { artist: 'A', album: 'Z', title: 'b' }),
    track('8', { artist: 'A', album: 'Z', title: 'a' }),
  ])
  const order = () => sortedEntries(content).map((entry) => entry.reference.path[0])
  expect(order()).toStrictEqual(['8', '7', '6', '5', '3', '2', '4', '1'])
  catalogue.apply(content, gone('6'))
  expect(order()).toStrictEqual(['8', '7', '5', '3', '2', '4', '1'])
})

test('discs are in order, numbers as people count, a compilation together, sort names where they are', () => {
  const names = (fields: readonly Parameters<typeof reference>[1][]) => {
    const content = after(fields.map((each, n) => record(audioReferences, idOf(`${n}`), reference(`${n}`, each), 0)))
    return sortedEntries(content).map(({ reference: { title } }) => title)
  }
  const disc = (discNumber: number, trackNumber: number) => ({
    ...{ artist: 'Xband', album: 'Livedisc', discNumber, trackNumber, title: `D${discNumber}T${trackNumber}` },
  })
  expect(names([disc(2, 1), disc(1, 2), disc(10, 1), disc(1, 1), disc(2, 2)])).toStrictEqual([
    ...['D1T1', 'D1T2', 'D2T1', 'D2T2', 'D10T1'],
  ])
  const compiled = [1, 2, 3, 4, 5, 6].map((n) => ({
    ...{ artist: `Artist ${7 - n}`, album: 'Compilatum', compilation: true, trackNumber: n, title: `Comp ${n}` },
  }))
  expect(names(compiled)).toStrictEqual(compiled.map(({ title }) => title))
  const volumes = ['Vol. 10', 'Vol. 2', 'Vol. 02a'].map((album) => ({ artist: 'A', album, title: album }))
  expect(names(volumes)).toStrictEqual(['Vol. 2', 'Vol. 02a', 'Vol. 10'])
  expect(
    names([
      { artist: 'Bo', title: 'b' },
      { artist: 'The Ants', artistSort: 'Ants, The', title: 'a' },
    ]),
  ).toStrictEqual([...['a', 'b']])
})

test('of the features, what draws a track is kept', () => {
  expect(after([is('a'), heard('a')]).sounds.get(idOf('a'))).toStrictEqual({
    durationMs: 30_125,
    sampleRateHz: 44_100,
    channels: 2,
    loudnessDb: -15,
    loudnessLufs: -14,
    extractorVersion: '1',
    peaks: Buffer.from([0, 128, 255]),
    spectralCentroid: 1,
    zeroCrossingRate: 1,
  })
})

test('an id of an earlier version leads to the track that stands for it, unless it is that of a track again', () => {
  const content = after([is('a'), is('b')])
  const lead = (from: string, to: string) =>
    catalogue.apply(content, record(trackAliases, idOf(from), { trackId: idOf(to), soundHash: null }, 0))
  lead('old', 'a')
  lead('older', 'old')
  lead('b', 'a')
  expect(['a', 'old', 'older', 'b', 'unknown'].map((name) => standingIn(content, idOf(name)))).toStrictEqual(
    ['a', 'a', 'a', 'b', 'unknown'].map(idOf),
  )
})
