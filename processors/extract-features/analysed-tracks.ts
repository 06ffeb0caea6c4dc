import { LRUCache } from 'lru-cache'
import type { AudioReference, TrackId } from '../../schemas/generated.ts'
import { parseFeatureKey } from '../../schemas/keys.ts'
import { audioFeatures, audioReferences } from '../../schemas/topics.ts'
import { globalTable } from '../../streams/engine/processor.ts'

/** The bytes of a track that one extractor version analysed, and when, epoch ms. */
interface AnalysedBytes {
  readonly contentHash: string
  readonly at: number
}

/** Removals that are remembered until the features of the track are removed, too; the earliest is evicted. */
const MAX_REMOVALS = 100_000

/** One entry per track of the library, and one per removed track whose features are not tombstoned yet. */
export interface AnalysedTracks {
  /** By track, then by extractor version; those of the library. */
  readonly analyses: Map<TrackId, ReadonlyMap<string, AnalysedBytes>>
  /** When the newest tombstone of a track's reference was written, epoch ms. */
  readonly goneAt: LRUCache<TrackId, number>
}

/**
 * Which tracks have features, of which bytes and by which extractor version. It also reads the tombstones of references: a
 * file that was removed and came back is analysed again even before the tombstones of its first features are written.
 */
export const analysedTracks = globalTable<AnalysedTracks, typeof audioReferences | typeof audioFeatures>({
  name: 'analysed-tracks',
  from: [audioReferences, audioFeatures],
  create: () => ({ analyses: new Map(), goneAt: new LRUCache({ max: MAX_REMOVALS }) }),
  apply({ analyses, goneAt }, record) {
    const { timestamp } = record
    switch (record.topic) {
      case 'audio-references':
        if (record.value === null) goneAt.set(record.key, timestamp)
        break
      case 'audio-features': {
        const { trackId, extractorVersion } = parseFeatureKey(record.key)
        const versions = new Map(analyses.get(trackId))
        if (record.value === null) versions.delete(extractorVersion)
        else {
          versions.set(record.value.extractorVersion, { contentHash: record.value.contentHash, at: timestamp })
          if ((goneAt.get(trackId) ?? Infinity) < timestamp) goneAt.delete(trackId)
        }
        if (versions.size > 0) analyses.set(trackId, versions)
        else {
          analyses.delete(trackId)
          goneAt.delete(trackId)
        }
      }
    }
  },
  /** Tombstones of references whose features were removed long ago; the order of the two topics is not known before. */
  prepare({ analyses, goneAt }) {
    for (const id of [...goneAt.keys()]) if (!analyses.has(id)) goneAt.delete(id)
  },
})

/**
 * Whether this extractor version analysed the sound of a reference after the newest removal of the file. A track has one sound
 * once its hash is known; before that, the bytes that were analysed must be those of the reference.
 */
export function wasAnalysed(
  tracks: AnalysedTracks,
  { trackId, contentHash, soundHash }: Pick<AudioReference, 'trackId' | 'contentHash' | 'soundHash'>,
  extractorVersion: string,
): boolean {
  const analysed = tracks.analyses.get(trackId)?.get(extractorVersion)
  if (analysed === undefined || analysed.at <= (tracks.goneAt.get(trackId) ?? -Infinity)) return false
  return soundHash !== null || analysed.contentHash === contentHash
}

/** Extractor versions that have features of a track. */
export const versionsOf = (tracks: AnalysedTracks, trackId: TrackId): readonly string[] => [
  ...(tracks.analyses.get(trackId)?.keys() ?? []),
]
