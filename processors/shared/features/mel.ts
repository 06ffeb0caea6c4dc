import { MFCC_COUNT } from './frame-features.ts'

/** Meyda's default number of mel bands. */
export const MEL_BANDS = 26

/** Bins of a band that the WebAssembly kernel adds at a time. */
const BINS_AT_A_TIME = 8

/** Triangular filters: band b weighs `lengths[b]` bins from `first[b]` on; padded with zeros to a multiple of eight. */
export interface MelBank {
  readonly first: Int32Array
  readonly lengths: Int32Array
  /** The weights of all bands, one after another. */
  readonly weights: Float32Array
}

const freqToMel = (hz: number): number => 1125 * Math.log(1 + hz / 700)
const melToFreq = (mel: number): number => 700 * (Math.exp(mel / 1125) - 1)

/**
 * Meyda's mel filter bank (`createMelFilterBank`): band edges equally far apart in mel from 0 Hz to Nyquist, rounded down
 * to whole bins; each band rises from one edge to the next and falls to the one after. Edges are rounded to 32 bits on the
 * way, as there: it decides which bin they fall into.
 */
export function melBank(sampleRateHz: number, frameSize: number): MelBank {
  const melStep = freqToMel(sampleRateHz / 2) / (MEL_BANDS + 1)
  const edges = Array.from({ length: MEL_BANDS + 2 }, (_, i) => {
    const hz = Math.fround(melToFreq(Math.fround(i * melStep)))
    return Math.floor(((frameSize + 1) * hz) / sampleRateHz)
  })
  const first = new Int32Array(MEL_BANDS)
  const lengths = new Int32Array(MEL_BANDS)
  const weights: number[] = []
  for (let band = 0; band < MEL_BANDS; band += 1) {
    const [low = 0, middle = 0, high = 0] = edges.slice(band)
    const begin = weights.length
    for (let bin = low; bin < middle; bin += 1) weights.push((bin - low) / (middle - low))
    for (let bin = middle; bin < Math.min(high, frameSize / 2); bin += 1) weights.push((high - bin) / (high - middle))
    while ((weights.length - begin) % BINS_AT_A_TIME > 0) weights.push(0)
    first[band] = low
    lengths[band] = weights.length - begin
  }
  return { first, lengths, weights: Float32Array.from(weights) }
}

/** Row c, column b: 2 cos(pi c (b + 1/2) / bands), the unscaled DCT-II of Meyda's `dct` 0.1.0. */
export function cepstralBasis(): Float64Array {
  return Float64Array.from({ length: MFCC_COUNT * MEL_BANDS }, (_, i) => {
    const coefficient = Math.floor(i / MEL_BANDS)
    return 2 * Math.cos((Math.PI / MEL_BANDS) * ((i % MEL_BANDS) + 0.5) * coefficient)
  })
}
