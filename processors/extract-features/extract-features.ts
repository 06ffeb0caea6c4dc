import { audioFeatures, audioReferences, indexUpdates } from '../../schemas/topics.ts'
import { featureKey, featureKeys } from '../../schemas/keys.ts'
import { Unprocessable, enricher } from '../../streams/engine/processor.ts'
import { record } from '../../streams/engine/topic.ts'
import { analysedTracks, versionsOf, wasAnalysed } from './analysed-tracks.ts'
import type { Analysis } from './analysis.ts'
import { audioFeaturesOf } from './audio-features.ts'
import { supersededFeatures } from './superseded.ts'

/** Raised whenever the numbers may change: by the kernel, or by a decoder that decodes otherwise. */
export const EXTRACTOR_VERSION: string = '2'

/**
 * Asynchronous enrichment of audio-references with the features of the file. A reference whose bytes this version has
 * analysed already (the file was retagged, or the library scanned again) emits nothing. A tombstone of a reference emits
 * tombstones of its features. A rejected file becomes a dead letter. Another version analyses the whole library again; its
 * features stand beside those of the last version until the index is of the later version, when the earlier ones are
 * tombstoned.
 */
export const extractorOf = (version: string) =>
  enricher<Analysis, typeof audioReferences | typeof indexUpdates, typeof audioFeatures, 'extract-features'>({
    name: 'extract-features',
    from: [audioReferences, indexUpdates],
    to: [audioFeatures],
    reads: [analysedTracks],
    version: version,
    needsAnswer({ topic, key, value }, read) {
      if (topic === 'index-updates' || value === null) return false
      return !wasAnalysed(read(analysedTracks), key, value.contentHash, version)
    },
    emit({ topic, key, value, timestamp }, analysis, read) {
      if (topic === 'index-updates') {
        const codebook = value?.codebook ?? null
        return codebook === null ? [] : supersededFeatures(read(analysedTracks), codebook.extractorVersion, timestamp)
      }
      if (value === null) {
        const versions = new Set([version, ...versionsOf(read(analysedTracks), key)])
        const keys = [...versions].flatMap((each) => featureKeys(key, each))
        return keys.map((each) => record(audioFeatures, each, null, timestamp))
      }
      if (analysis === null) return []
      if (!analysis.ok) throw new Unprocessable(analysis.code, analysis.message)
      if (analysis.contentHash !== value.contentHash) throw changed(value.path)
      const features = audioFeaturesOf(value.trackId, analysis, version)
      return [record(audioFeatures, featureKey(key, version), features, timestamp)]
    },
  })

export const extractFeatures = extractorOf(EXTRACTOR_VERSION)

/** Other bytes are another track: the next scan gives it a reference, and this processor features, of its own. */
function changed(path: string): Unprocessable {
  return new Unprocessable(
    'file-changed',
    `"${path}" was changed after it was scanned, so its content is not that of its record. The next scan of the library reads it again.`,
  )
}
