import type { AudioFeatures } from '../../schemas/generated.ts'
import { Unprocessable, enricher } from '../../streams/engine/processor.ts'
import { record } from '../../streams/engine/topic.ts'
import { audioFeatures, audioReferences } from '../../schemas/topics.ts'
import { FRAME_SIZE, HOP_SIZE } from '../shared/features/framing.ts'
import type { Heard } from './heard.ts'
import { heardTracks, versionsOf, wasHeard } from './heard-tracks.ts'
import { featureKey, featureKeys } from '../../schemas/keys.ts'

/** Raised whenever the numbers may change: by the kernel, or by a decoder that decodes otherwise. */
export const EXTRACTOR_VERSION: string = '2'

/**
 * Turns where the music is into what it sounds like. A reference whose bytes were heard before by this version (it was
 * tagged anew, or the library was scanned again) leads to nothing; a file that is gone takes its features with it; one
 * that cannot be heard becomes a dead letter. Another version hears the whole library again, beside what the last one heard.
 */
export const extractorOf = (version: string) =>
  enricher<Heard, typeof audioReferences, typeof audioFeatures>({
    name: 'extract-features',
    from: [audioReferences],
    to: [audioFeatures],
    reads: [heardTracks],
    version: version,
    needsAnswer({ key, value }, read) {
      if (value === null) return false
      return !wasHeard(read(heardTracks), key, value.contentHash, version)
    },
    emit({ key, value, timestamp }, heard, read) {
      if (value === null) {
        const versions = new Set([version, ...versionsOf(read(heardTracks), key)])
        const keys = [...versions].flatMap((each) => featureKeys(key, each))
        return keys.map((each) => record(audioFeatures, each, null, timestamp))
      }
      if (heard === null) return []
      if (!heard.ok) throw new Unprocessable(heard.code, heard.message)
      if (heard.contentHash !== value.contentHash) throw changed(value.path)
      const features: AudioFeatures = {
        trackId: value.trackId,
        contentHash: heard.contentHash,
        extractorVersion: version,
        decoder: heard.decoder,
        sampleRateHz: heard.sampleRateHz,
        channels: heard.channels,
        durationMs: heard.durationMs,
        frameSize: FRAME_SIZE,
        hopSize: HOP_SIZE,
        frames: heard.frames,
        mfcc: heard.mfcc,
        spectralCentroid: heard.spectralCentroid,
        zeroCrossingRate: heard.zeroCrossingRate,
        rms: heard.rms,
        loudnessDb: heard.loudnessDb,
        loudnessLufs: heard.loudnessLufs,
        bandCepstrum: heard.bandCepstrum,
        cepstrumSpread: heard.cepstrumSpread,
        bandCentroid: heard.bandCentroid,
        bandFlatness: heard.bandFlatness,
        modulation: heard.modulation,
        pulse: heard.pulse,
        tempoBpm: heard.tempoBpm,
        chroma: heard.chroma,
        peaks: Buffer.from(heard.peaks),
      }
      return [record(audioFeatures, featureKey(key, version), features, timestamp)]
    },
  })

export const extractFeatures = extractorOf(EXTRACTOR_VERSION)

/** What is in the file now is another track: it gets a reference, and features, of its own. */
function changed(path: string): Unprocessable {
  return new Unprocessable(
    'file-changed',
    `"${path}" was changed after it was scanned, so what it sounds like now is not what was asked. The next scan of the library finds it as it is.`,
  )
}
