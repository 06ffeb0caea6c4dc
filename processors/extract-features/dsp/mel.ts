/** Meyda's default number of mel bands. */
export const MEL_BANDS = 26

/** The coefficients that Meyda returns by default. */
export const MFCC_COUNT = 13

/** The non-zero weights of triangular filters, one after another: band b weighs the bins from `first[b]` on. */
export interface MelBank {
  readonly first: Int32Array
  /** Where the weights of band b begin in `weights`; one more entry than bands. */
  readonly offsets: Int32Array
  readonly weights: Float64Array
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
  const offsets = new Int32Array(MEL_BANDS + 1)
  const weights: number[] = []
  for (let band = 0; band < MEL_BANDS; band += 1) {
    const [low = 0, middle = 0, high = 0] = edges.slice(band)
    first[band] = low
    offsets[band] = weights.length
    for (let bin = low; bin < middle; bin += 1) weights.push((bin - low) / (middle - low))
    for (let bin = middle; bin < Math.min(high, frameSize / 2); bin += 1) weights.push((high - bin) / (high - middle))
  }
  offsets[MEL_BANDS] = weights.length
  return { first, offsets, weights: Float64Array.from(weights) }
}

/** Writes ln(1 + energy) of each band. @param power |X(k)|^2 of one frame. */
export function logMelEnergies({ first, offsets, weights }: MelBank, power: Float64Array, into: Float64Array): void {
  for (let band = 0; band < MEL_BANDS; band += 1) {
    const begin = offsets[band] ?? 0
    const end = offsets[band + 1] ?? 0
    const shift = (first[band] ?? 0) - begin
    let energy = 0
    for (let i = begin; i < end; i += 1) energy += (weights[i] ?? 0) * (power[i + shift] ?? 0)
    into[band] = Math.log(1 + energy)
  }
}

/** Row c, column b: 2 cos(pi c (b + 1/2) / bands), the unscaled DCT-II of Meyda's `dct` 0.1.0. */
export function cepstralBasis(): Float64Array {
  return Float64Array.from({ length: MFCC_COUNT * MEL_BANDS }, (_, i) => {
    const coefficient = Math.floor(i / MEL_BANDS)
    return 2 * Math.cos((Math.PI / MEL_BANDS) * ((i % MEL_BANDS) + 0.5) * coefficient)
  })
}

/** Writes the first MFCC_COUNT coefficients, beginning at `into[0]`. */
export function cepstrum(basis: Float64Array, logEnergies: Float64Array, into: Float64Array): void {
  for (let c = 0, i = 0; c < MFCC_COUNT; c += 1) {
    let sum = 0
    for (let band = 0; band < MEL_BANDS; band += 1, i += 1) sum += (basis[i] ?? 0) * (logEnergies[band] ?? 0)
    into[c] = sum
  }
}
