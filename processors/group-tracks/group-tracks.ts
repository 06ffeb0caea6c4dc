import { audioFeatures, audioReferences } from '../../schemas/topics.ts'
import { eventSourcedProcessor } from '../../streams/engine/processor.ts'
import { groupedLibrary, groupTopics } from './grouped-library.ts'

/**
 * Makes albums, artists, genres and works from the tags of all tracks, and the centroid of what they sound like.
 *
 * They are tables: what is written is the difference between what the tracks give and what the topics hold, once for each
 * batch of records, so an import writes an album as often as its tracks come in batches, not once for each of them. A record
 * depends on the present tracks alone, but for the former ids in it. After a restart everything is compared once: a release
 * whose rules are others writes what they change.
 */
export const groupTracks = eventSourcedProcessor({
  name: 'group-tracks',
  from: [audioReferences, audioFeatures],
  to: groupTopics,
  table: groupedLibrary,
  step: () => [],
  gather: (library, timestamp) => library.outstanding(timestamp),
})
