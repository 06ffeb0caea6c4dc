import type { TrackId } from '../../schemas/generated.ts'
import { view } from '../../streams/processor.ts'
import { audioFeatures, audioReferences } from '../../streams/topics.ts'

/** What was heard already, and what is gone. As large as the library and what was removed from it since the last start. */
export interface HeardTracks {
  readonly heard: Map<TrackId, { readonly contentHash: string; readonly extractorVersion: string; readonly at: number }>
  /** When the file of a track was last found to be gone, epoch ms. */
  readonly goneAt: Map<TrackId, number>
}

/**
 * Which tracks have features, of which bytes and by which extractor. It also reads when files went: a file that goes and
 * comes back is listened to again even when the features of its first stay have not been removed yet.
 */
export const heardTracks = view<HeardTracks, typeof audioReferences | typeof audioFeatures>({
  name: 'heard-tracks',
  from: [audioReferences, audioFeatures],
  create: () => ({ heard: new Map(), goneAt: new Map() }),
  apply({ heard, goneAt }, record) {
    const { key, timestamp } = record
    switch (record.topic) {
      case 'audio-references':
        if (record.value === null) goneAt.set(key, timestamp)
        break
      case 'audio-features':
        if (record.value === null) heard.delete(key)
        else {
          const { contentHash, extractorVersion } = record.value
          heard.set(key, { contentHash, extractorVersion, at: timestamp })
          if ((goneAt.get(key) ?? Infinity) < timestamp) goneAt.delete(key)
        }
        break
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
  const heard = tracks.heard.get(trackId)
  if (heard?.contentHash !== contentHash || heard.extractorVersion !== extractorVersion) return false
  return heard.at > (tracks.goneAt.get(trackId) ?? -Infinity)
}
