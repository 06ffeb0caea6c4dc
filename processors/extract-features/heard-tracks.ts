import type { TrackId } from '../../schemas/generated.ts'
import { globalTable } from '../../streams/engine/processor.ts'
import { parseFeatureKey } from '../../schemas/keys.ts'
import { audioFeatures, audioReferences } from '../../schemas/topics.ts'

/** What was heard already, by which versions of the extractor, and what is gone. As large as the library and what was removed from it since the last start. */
export interface HeardTracks {
  readonly heard: Map<TrackId, ReadonlyMap<string, { readonly contentHash: string; readonly at: number }>>
  /** When the file of a track was last found to be gone, epoch ms. */
  readonly goneAt: Map<TrackId, number>
}

/**
 * Which tracks have features, of which bytes and by which extractor. It also reads when files went: a file that goes and
 * comes back is listened to again even when the features of its first stay have not been removed yet.
 */
export const heardTracks = globalTable<HeardTracks, typeof audioReferences | typeof audioFeatures>({
  name: 'heard-tracks',
  from: [audioReferences, audioFeatures],
  create: () => ({ heard: new Map(), goneAt: new Map() }),
  apply({ heard, goneAt }, record) {
    const { timestamp } = record
    switch (record.topic) {
      case 'audio-references':
        if (record.value === null) goneAt.set(record.key, timestamp)
        break
      case 'audio-features': {
        const { trackId, extractorVersion } = parseFeatureKey(record.key)
        const versions = new Map(heard.get(trackId))
        if (record.value === null) versions.delete(extractorVersion)
        else {
          versions.set(record.value.extractorVersion, { contentHash: record.value.contentHash, at: timestamp })
          if ((goneAt.get(trackId) ?? Infinity) < timestamp) goneAt.delete(trackId)
        }
        if (versions.size > 0) heard.set(trackId, versions)
        else heard.delete(trackId)
      }
    }
  },
})

/** Whether these bytes were heard by this version of the extractor, since the file was last gone. */
export function wasHeard(
  tracks: HeardTracks,
  trackId: TrackId,
  contentHash: string,
  extractorVersion: string,
): boolean {
  const heard = tracks.heard.get(trackId)?.get(extractorVersion)
  return heard?.contentHash === contentHash && heard.at > (tracks.goneAt.get(trackId) ?? -Infinity)
}

/** Extractor versions that have heard a track. */
export const versionsOf = (tracks: HeardTracks, trackId: TrackId): readonly string[] => [
  ...(tracks.heard.get(trackId)?.keys() ?? []),
]
