/** MFCC that are computed: the 13 that Meyda returns by default, and finer ones. */
export const MFCC_COUNT = 20

/** Where each feature lies in `Frame.features`: MFCC from 0, then one number each. */
export const CENTROID = MFCC_COUNT
export const ZERO_CROSSINGS = MFCC_COUNT + 1
export const RMS = MFCC_COUNT + 2
export const FEATURE_COUNT = MFCC_COUNT + 3

/**
 * The analysis of one frame. The next frame overwrites it: it is one object per kernel, whose arrays are views into the
 * kernel's memory. Copy what is to outlast the call.
 */
export interface Frame {
  /** |X(k)|^2 of the windowed frame, for k from 0 to FRAME_SIZE / 2 - 1 (the Nyquist bin is left out, as in Meyda). */
  readonly power: Float32Array
  /** |X(k)| of the same. */
  readonly magnitude: Float32Array
  /**
   * FEATURE_COUNT features by the definitions of Meyda 5.6.3, all of them of the *windowed* frame:
   * - MFCC: power spectrum, 26 mel bands, ln(1 + energy), DCT-II, the first MFCC_COUNT coefficients;
   * - spectral centroid: sum of k |X(k)| / sum of |X(k)|, in bins; NaN for digital silence, as in Meyda;
   * - zero crossings: changes of sign from one sample to the next, 0 being positive;
   * - RMS: root of the mean square.
   */
  readonly features: Float64Array
  /** The largest absolute sample of each PEAK_BLOCK in a row of those that the next frame does not have. */
  readonly hopPeaks: Float32Array
  /** Sum of the squares of those HOP_SIZE samples, as they are, without the window. */
  readonly hopSquares: number
}
