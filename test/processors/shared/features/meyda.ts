import Meyda from 'meyda'
import { MFCC_COUNT } from '../../../../processors/shared/features/frame-features.ts'
import { FRAME_SIZE } from '../../../../processors/shared/features/framing.ts'

/**
 * Meyda itself, at one sample rate: MFCC_COUNT MFCC, centroid, zero crossings and RMS of a frame, in the kernel's order. It keeps
 * the mel bank of the first rate it saw until the number of bands changes, so that is changed there and back.
 */
export function meydaAt(sampleRateHz: number): (frame: Float32Array) => number[] {
  Meyda.bufferSize = FRAME_SIZE
  Meyda.sampleRate = sampleRateHz
  Meyda.numberOfMFCCCoefficients = MFCC_COUNT
  Meyda.melBands = 27
  Meyda.extract('mfcc', new Float32Array(FRAME_SIZE))
  Meyda.melBands = 26
  return (frame) => {
    const features = Meyda.extract(['mfcc', 'spectralCentroid', 'zcr', 'rms'], frame)
    const { mfcc, spectralCentroid, zcr, rms } = features ?? {}
    if (mfcc === undefined || spectralCentroid === undefined || zcr === undefined || rms === undefined) {
      throw new Error('Meyda left out a feature.')
    }
    return [...mfcc, spectralCentroid, zcr, rms]
  }
}
