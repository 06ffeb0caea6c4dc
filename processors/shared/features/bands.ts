/** The non-zero weights of triangular filters, one after another: band b weighs the bins from `first[b]` on. */
export interface BandBank {
  readonly first: Int32Array
  /** Where the weights of band b begin in `weights`; one more entry than bands. */
  readonly offsets: Int32Array
  readonly weights: Float64Array
}

/** Bands of the features that similarity is computed from. */
export const BAND_COUNT = 40

/**
 * Fixed in hertz, where Meyda's bands end at half the sample rate: the same music at 22.05, 44.1 or 96 kHz then gives the
 * same numbers. The upper end lies just below what 22.05 kHz can hold.
 */
const LOWEST_HZ = 30
const HIGHEST_HZ = 11_000

const mel = (hz: number): number => 1125 * Math.log(1 + hz / 700)
const hertz = (mels: number): number => 700 * (Math.exp(mels / 1125) - 1)

/**
 * Triangular filters whose edges are equally far apart in mel, weighed at the exact frequency of each bin. A band so narrow
 * that no bin lies in it takes the bin nearest to its middle; one above half the sample rate is empty.
 */
export function bandBank(sampleRateHz: number, frameSize: number): BandBank {
  const step = (mel(HIGHEST_HZ) - mel(LOWEST_HZ)) / (BAND_COUNT + 1)
  const edges = Array.from({ length: BAND_COUNT + 2 }, (_, i) => hertz(mel(LOWEST_HZ) + i * step))
  const bins = frameSize / 2
  const binHz = sampleRateHz / frameSize
  const first = new Int32Array(BAND_COUNT)
  const offsets = new Int32Array(BAND_COUNT + 1)
  const weights: number[] = []
  for (let band = 0; band < BAND_COUNT; band += 1) {
    const [low = 0, middle = 0, high = 0] = edges.slice(band)
    offsets[band] = weights.length
    if (middle > sampleRateHz / 2) continue
    const from = Math.floor(low / binHz) + 1
    const to = Math.min(bins - 1, Math.ceil(high / binHz) - 1)
    first[band] = from <= to ? from : Math.min(bins - 1, Math.round(middle / binHz))
    for (let bin = from; bin <= to; bin += 1) {
      const hz = bin * binHz
      weights.push(Math.min((hz - low) / (middle - low), (high - hz) / (high - middle)))
    }
    if (from > to) weights.push(1)
  }
  offsets[BAND_COUNT] = weights.length
  return { first, offsets, weights: Float64Array.from(weights) }
}

/** Writes the energy of each band: the sum of its bins' |X(k)|^2, weighed. */
export function bandEnergies({ first, offsets, weights }: BandBank, power: Float32Array, into: Float64Array): void {
  for (let band = 0; band < BAND_COUNT; band += 1) {
    const begin = offsets[band] ?? NaN
    const end = offsets[band + 1] ?? NaN
    const shift = (first[band] ?? NaN) - begin
    let energy = 0
    for (let i = begin; i < end; i += 1) energy += (weights[i] ?? NaN) * (power[i + shift] ?? NaN)
    into[band] = energy
  }
}
