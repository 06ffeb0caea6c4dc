import type { TrackId } from '../../../schemas/generated.ts'
import { trackAliases } from '../../../schemas/topics.ts'
import { globalTable } from '../../../streams/engine/processor.ts'
import type { GlobalTable } from '../../../streams/engine/processor.ts'
import { standingTrack, trackAliasTable } from './track-aliases.ts'

/** The aliases of tracks, to be read both ways. As many as there are aliases. */
export interface OldTrackIds {
  /** The track that an id leads to. */
  standing(id: TrackId): TrackId
  /** The ids that lead to a track, itself left out. */
  leadingTo(id: TrackId): readonly TrackId[]
}

export interface OwnedTrackIds extends OldTrackIds {
  readonly aliases: Map<TrackId, TrackId>
  readonly direct: Map<TrackId, Set<TrackId>>
}

export const oldTrackIds: GlobalTable<OwnedTrackIds, typeof trackAliases> = globalTable({
  name: 'old-track-ids',
  from: [trackAliases],
  create() {
    const aliases = trackAliasTable.create()
    const direct = new Map<TrackId, Set<TrackId>>()
    return {
      aliases,
      direct,
      standing: (id: TrackId) => standingTrack(aliases, id),
      leadingTo(id: TrackId) {
        const found = new Set([id])
        for (const each of found) for (const old of direct.get(each) ?? []) found.add(old)
        found.delete(id)
        return [...found].sort()
      },
    }
  },
  apply({ aliases, direct }, record) {
    const before = aliases.get(record.key)
    if (before !== undefined) {
      direct.get(before)?.delete(record.key)
      if (direct.get(before)?.size === 0) direct.delete(before)
    }
    trackAliasTable.apply(aliases, record)
    const now = aliases.get(record.key)
    if (now !== undefined) direct.set(now, (direct.get(now) ?? new Set<TrackId>()).add(record.key))
  },
})
