import { groupTracks } from '../../../processors/group-tracks/group-tracks.ts'
import type { Album, Artist, AudioReference, Genre, MusicBrainzIds, Work } from '../../../schemas/generated.ts'
import { trackId } from '../../../schemas/generated.ts'
import { albums, artists, audioReferences, deadLetters, genres, works } from '../../../schemas/topics.ts'
import { createDriver } from '../../../streams/engine/testing/driver.ts'
import type { TopologyDriver } from '../../../streams/engine/testing/driver.ts'
import { record } from '../../../streams/engine/topic.ts'
import type { StreamRecord } from '../../../streams/engine/topic.ts'
import { referenceOf, START } from '../../support/builders.ts'

export const tagged = (id: string, changes: Partial<AudioReference> = {}, at = START) =>
  record(audioReferences, trackId(id), referenceOf(id, changes), at)

export const removed = (id: string, at = START) => record(audioReferences, trackId(id), null, at)

export const musicBrainz = (ids: Partial<MusicBrainzIds>): MusicBrainzIds => ({
  ...{ recordingId: null, trackId: null, releaseId: null, releaseGroupId: null, workId: null },
  ...{ artistIds: [], albumArtistIds: [], ...ids },
})

export interface Library {
  readonly albums: readonly Album[]
  readonly artists: readonly Artist[]
  readonly genres: readonly Genre[]
  readonly works: readonly Work[]
}

export const groupDriver = (): TopologyDriver => createDriver([groupTracks], deadLetters)

/** What the topics hold, by id. */
export function libraryOf(driver: TopologyDriver): Library {
  const values = <V>(
    topic: { readonly value: { decode(bytes: Uint8Array): V } } & Parameters<TopologyDriver['table']>[0],
  ) => driver.table(topic).map(([, value]) => value as V)
  return { albums: values(albums), artists: values(artists), genres: values(genres), works: values(works) }
}

/** What some records give when all are there at once. */
export function grouped(...records: readonly StreamRecord[]): Library {
  const driver = groupDriver()
  driver.pipeIn(...records)
  driver.advance({ recordsPerCommit: 1_000 })
  return libraryOf(driver)
}

/** The album, artist, genre and work of one track. */
export function entitiesOf(track: ReturnType<typeof tagged>): readonly [Album, Artist, Genre, Work] {
  const { albums: [album], artists: [artist], genres: [genre], works: [work] } = grouped(track) // prettier-ignore
  if (album === undefined || artist === undefined || genre === undefined || work === undefined)
    throw new Error('The track must name an album, an artist, a genre and a work.')
  return [album, artist, genre, work]
}
