import { analysisFailures, audioFeatures, audioReferences, indexUpdates } from '../../schemas/topics.ts'
import { featureKey, featureKeys } from '../../schemas/keys.ts'
import { trackId } from '../../schemas/generated.ts'
import type { TrackId } from '../../schemas/generated.ts'
import { Unprocessable, enricher } from '../../streams/engine/processor.ts'
import type { FailureCause } from '../../streams/engine/processor.ts'
import { record } from '../../streams/engine/topic.ts'
import { analysedTracks, versionsOf, wasAnalysed } from './analysed-tracks.ts'
import type { Analysis } from './analysis.ts'
import { audioFeaturesOf } from './audio-features.ts'
import { supersededFeatures } from './superseded.ts'

/** Raised whenever the numbers may change: by the kernel, or by a decoder that decodes otherwise. */
export const EXTRACTOR_VERSION: string = '2'

/** Of a message that is kept, in UTF-16 units; as many as in a dead letter. */
const LONGEST_MESSAGE = 1_000

/**
 * Asynchronous enrichment of audio-references with the features of the file. A reference whose sound this version has
 * analysed already (the file was retagged, or the library scanned again) emits nothing. A tombstone of a reference emits
 * tombstones of its features. A rejected file becomes a dead letter, and a record in analysis-failures, which stays until
 * the track is analysed or removed. A file whose library folder is away becomes such a record alone: the scanner sends its
 * reference again when it finds the file. A file that another instance can open is left to it. A track that is not here now is not asked for. Another version analyses the whole library again; its
 * features stand beside those of the last version until the index is of the later version, when the earlier ones are
 * tombstoned.
 */
export function extractorOf(version: string) {
  const failureOf = (id: TrackId, { code, message }: FailureCause, timestamp: number) => {
    const failure = { trackId: id, code, message: message.slice(0, LONGEST_MESSAGE), extractorVersion: version }
    return record(analysisFailures, id, failure, timestamp)
  }
  return enricher<
    Analysis,
    typeof audioReferences | typeof indexUpdates,
    typeof audioFeatures | typeof analysisFailures,
    'extract-features'
  >({
    name: 'extract-features',
    from: [audioReferences, indexUpdates],
    to: [audioFeatures, analysisFailures],
    reads: [analysedTracks],
    version: version,
    needsAnswer({ topic, value }, read) {
      if (topic === 'index-updates' || value === null || value.absentSince !== null) return false
      return !wasAnalysed(read(analysedTracks), value, version)
    },
    emit({ topic, key, value, timestamp }, analysis, read) {
      if (topic === 'index-updates') {
        const codebook = value?.codebook ?? null
        return codebook === null ? [] : supersededFeatures(read(analysedTracks), codebook.extractorVersion, timestamp)
      }
      if (value === null) {
        const versions = new Set([version, ...versionsOf(read(analysedTracks), key)])
        const keys = [...versions].flatMap((each) => featureKeys(key, each))
        return [
          ...keys.map((each) => record(audioFeatures, each, null, timestamp)),
          record(analysisFailures, key, null, timestamp),
        ]
      }
      if (analysis === null) return []
      if (!analysis.ok && analysis.code === 'of-another-instance') return []
      if (!analysis.ok && analysis.code === 'library-away') return [failureOf(key, analysis, timestamp)]
      if (!analysis.ok) throw new Unprocessable(analysis.code, analysis.message)
      if (analysis.contentHash !== value.contentHash) throw changed(value.path)
      const features = audioFeaturesOf(value.trackId, analysis, version)
      return [
        record(audioFeatures, featureKey(key, version), features, timestamp),
        record(analysisFailures, key, null, timestamp),
      ]
    },
    onDeadLetter: ({ topic, key, timestamp }, cause) =>
      topic === audioReferences.name && key !== '' ? [failureOf(trackId(key), cause, timestamp)] : [],
  })
}

export const extractFeatures = extractorOf(EXTRACTOR_VERSION)

/** Other bytes are another track: the next scan gives it a reference, and this processor features, of its own. */
function changed(path: string): Unprocessable {
  return new Unprocessable(
    'file-changed',
    `"${path}" was changed after it was scanned, so its content is not that of its record. The next scan of the library reads it again.`,
  )
}
