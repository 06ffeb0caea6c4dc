import type { TrackId } from '../../../schemas/generated.ts'
import { trackAliases } from '../../../schemas/topics.ts'
import { globalTable } from '../../../streams/engine/processor.ts'
import type { GlobalTable } from '../../../streams/engine/processor.ts'

/** The track that an old id leads to, by old id. As many as there were tracks of versions that knew a track by its file, and parts of files whose cue sheets were changed. */
export type TrackAliases = ReadonlyMap<TrackId, TrackId>

export const trackAliasTable: GlobalTable<Map<TrackId, TrackId>, typeof trackAliases> = globalTable({
  name: 'track-aliases',
  from: [trackAliases],
  create: () => new Map<TrackId, TrackId>(),
  apply(content, { key, value }) {
    if (value === null) content.delete(key)
    else content.set(key, value.trackId)
  },
})

/** The track that an id leads to; the id itself where it has no alias. One alias may lead to another, none in a circle. */
export function standingTrack(aliases: TrackAliases, id: TrackId): TrackId {
  const passed = new Set<TrackId>()
  let standing = id
  for (let next = aliases.get(standing); next !== undefined && !passed.has(next); next = aliases.get(standing)) {
    passed.add(standing)
    standing = next
  }
  return standing
}
