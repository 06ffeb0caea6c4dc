import { featureKeys, isEarlierVersion } from '../../schemas/keys.ts'
import { audioFeatures } from '../../schemas/topics.ts'
import { record } from '../../streams/engine/topic.ts'
import type { RecordOf } from '../../streams/engine/topic.ts'
import type { AnalysedTracks } from './analysed-tracks.ts'

/**
 * Tombstones for the features of every extractor version earlier than the one that the codebook in force was trained on,
 * under each key that they may have been written under. A codebook is the last record of its version of the index, so a
 * reader of the log that meets a tombstone has had the index that replaces those features before.
 *
 * A codebook that is read again, or measured again, finds nothing left and leads to nothing.
 */
export function supersededFeatures(
  tracks: AnalysedTracks,
  versionInForce: string,
  timestamp: number,
): readonly RecordOf<typeof audioFeatures>[] {
  return [...tracks.analyses].flatMap(([trackId, versions]) =>
    [...versions.keys()]
      .filter((version) => isEarlierVersion(version, versionInForce))
      .flatMap((version) => featureKeys(trackId, version))
      .map((key) => record(audioFeatures, key, null, timestamp)),
  )
}
