import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AudioReference } from '../../../schemas/generated.ts'
import { deadLetters } from '../../../schemas/topics.ts'
import type { StreamRecord } from '../../../streams/engine/topic.ts'
import { gone, heard, START } from '../../support/builders.ts'
import { groupTopics } from '../../../processors/group-tracks/grouped-library.ts'
import { groupDriver, grouped, libraryOf, musicBrainz, removed, tagged } from './rig.ts'
import type { Library } from './rig.ts'

const track = fc.constantFrom('t0', 't1', 't2', 't3', 't4', 't5')
const name = fc.constantFrom('Anna', 'anna', 'Ánna', 'Ben', 'Various Artists', '')
const tags: fc.Arbitrary<Partial<AudioReference>> = fc.record({
  path: fc.constantFrom('A/1.flac', 'A/2.flac', 'A/CD1/1.flac', 'B/1.flac', '1.flac'),
  album: fc.constantFrom('Hits', 'hits', 'Hits (CD 2)', 'Blue', ''),
  artist: name,
  albumArtist: fc.option(name, { freq: 3, nil: null }),
  featuredArtists: fc.subarray(['Ben', 'Cleo']),
  composers: fc.subarray(['Anna']),
  genres: fc.subarray(['Hip-Hop', 'Hip Hop', 'Rock']),
  year: fc.constantFrom(null, 1970, 1971),
  compilation: fc.boolean(),
  trackNumber: fc.constantFrom(null, 1, 2),
  work: fc.constantFrom(null, 'Opus 1', 'opus 1'),
  hasArt: fc.boolean(),
  absentSince: fc.constantFrom(null, START),
  sourceAlbumId: fc.option(fc.constantFrom('1', '2'), { freq: 5, nil: null }),
  musicBrainz: fc.option(
    fc
      .record({
        releaseId: fc.constantFrom(null, 'r1', 'r2'),
        artistIds: fc.constantFrom([], ['m1'], ['m2']),
        workId: fc.constantFrom(null, 'w1'),
      })
      .map(musicBrainz),
    { freq: 3, nil: null },
  ),
})
/** Few values, so that tracks often have a name, a folder or an id in common. */
const alike: fc.Arbitrary<Partial<AudioReference>> = fc.record({
  path: fc.constantFrom('A/1.flac', 'B/1.flac'),
  album: fc.constantFrom('Hits', 'Hits', 'Blue'),
  artist: fc.constantFrom('Anna', 'Anna', 'Ben'),
  genres: fc.constant(['Rock']),
  musicBrainz: fc.constantFrom(
    null,
    null,
    musicBrainz({ releaseId: 'r1', artistIds: ['m1'] }),
    musicBrainz({ releaseId: 'r2', artistIds: ['m2'] }),
  ),
})
const change = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(track, fc.oneof(tags, alike, alike))
      .map(([id, changes]) => ({ id, kind: 'tags' as const, changes })),
  },
  { weight: 1, arbitrary: track.map((id) => ({ id, kind: 'removal' as const })) },
  { weight: 2, arbitrary: fc.tuple(track, fc.nat(3)).map(([id, style]) => ({ id, kind: 'sound' as const, style })) },
  { weight: 1, arbitrary: track.map((id) => ({ id, kind: 'silence' as const })) },
)
const history = fc.array(change, { maxLength: 25 }).map((changes) =>
  changes.map((each, i): StreamRecord => {
    const at = START + i
    if (each.kind === 'tags') return tagged(each.id, each.changes, at)
    if (each.kind === 'sound') return heard(each.id, each.style, at)
    return each.kind === 'removal' ? removed(each.id, at) : gone(each.id, at)
  }),
)

/** Former ids are what remains of the past: everything else is of the present tracks alone. */
const present = (library: Library) =>
  Object.values(library).map((entities: readonly { merged: Library['albums'][0]['merged'] }[]) =>
    entities.map((each) => ({ ...each, merged: each.merged.filter(({ reason }) => reason !== 'retagged') })),
  )

const newest = (records: readonly StreamRecord[]): readonly StreamRecord[] =>
  [...new Map(records.map((each) => [`${each.topic}/${each.key}`, each])).values()].filter(
    ({ value }) => value !== null,
  )

it('ends in what the present tracks give, whatever was before, however it is cut and restarted', () => {
  fc.assert(
    fc.property(
      history,
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(false, false, true),
      (records, recordsPerCommit, restarting) => {
        const driver = groupDriver()
        driver.pipeIn(...records)
        driver.advance({ recordsPerCommit, restarting })
        expect(driver.readOut(deadLetters)).toStrictEqual([])
        expect(present(libraryOf(driver))).toStrictEqual(present(grouped(...newest(records))))
      },
    ),
    { numRuns: 80 },
  )
})

it('writes nothing again when records are delivered again, or when nothing has changed', () => {
  fc.assert(
    fc.property(history, (records) => {
      const driver = groupDriver()
      driver.pipeIn(...records)
      driver.advance({ recordsPerCommit: 5 })
      const before = libraryOf(driver)
      for (const topic of groupTopics) driver.readOut(topic)
      driver.restart()
      driver.pipeIn(...newest(records).map((each) => ({ ...each, timestamp: START + 100 })))
      driver.advance({ recordsPerCommit: 3 })
      expect([driver.unread(), libraryOf(driver)]).toStrictEqual([{}, before])
    }),
    { numRuns: 30 },
  )
})

it('counts each track once in every entity that it names', () => {
  fc.assert(
    fc.property(history, (records) => {
      const { albums, artists, genres } = grouped(...newest(records))
      for (const album of albums) {
        expect(new Set(album.trackIds).size).toBe(album.trackCount)
        expect(album.discs.reduce((sum, { tracks }) => sum + tracks, 0)).toBe(album.trackCount)
        for (const { artistId } of album.artists)
          expect(artists.find((artist) => artist.artistId === artistId)?.albumIds).toContain(album.albumId)
      }
      expect(new Set(albums.flatMap(({ trackIds }) => trackIds)).size).toBe(
        albums.reduce((sum, { trackCount }) => sum + trackCount, 0),
      )
      for (const { name: spelled } of [...artists, ...genres]) expect(spelled).not.toBe('')
    }),
    { numRuns: 30 },
  )
})
