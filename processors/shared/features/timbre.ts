import { BAND_COUNT } from './bands.ts'
import { matrixLogarithm } from './matrix-logarithm.ts'

/** Coefficients whose means are kept, and the first of them, whose covariance is. */
export const CEPSTRUM_COUNT = 20
const SPREAD_COUNT = 10
/** Numbers on and above the diagonal of the covariance. */
export const SPREAD_NUMBERS = (SPREAD_COUNT * (SPREAD_COUNT + 1)) / 2

/** The orthonormal DCT-II, row by row; coefficient 0 is larger by the root of 2. */
const BASIS = Float64Array.from({ length: CEPSTRUM_COUNT * BAND_COUNT }, (_, i) => {
  const angle = (Math.PI / BAND_COUNT) * ((i % BAND_COUNT) + 0.5) * Math.floor(i / BAND_COUNT)
  return Math.sqrt(2 / BAND_COUNT) * Math.cos(angle)
})

/** Added to each variance, which bounds the distance of a track whose timbre never changes from others. */
const LEAST_VARIANCE = 0.01

export interface Timbre {
  /** @param logEnergies ln(1 + energy) of each band of one frame. */
  add(logEnergies: Float64Array): void
  /** Mean of each coefficient; zeros when nothing was added. */
  cepstrum(): readonly number[]
  /**
   * Upper triangle, row by row, of the logarithm of the covariance matrix of the first coefficients; entries off the
   * diagonal are multiplied by the root of 2, so that the distance of two such lists is that of the whole matrices.
   */
  spread(): readonly number[]
}

/**
 * Cepstrum over bands fixed in hertz: orthonormal DCT-II of the bands' logarithms (coefficient 0 is larger by the root of 2),
 * its mean and its covariance. Running covariance after Welford, in bounded memory.
 */
export function timbre(): Timbre {
  const coefficients = new Float64Array(CEPSTRUM_COUNT)
  const mean = new Float64Array(CEPSTRUM_COUNT)
  const before = new Float64Array(CEPSTRUM_COUNT)
  const products = new Float64Array(SPREAD_COUNT * SPREAD_COUNT)
  let count = 0

  return {
    add(logEnergies) {
      transform(logEnergies, coefficients)
      count += 1
      for (let c = 0; c < CEPSTRUM_COUNT; c += 1) {
        const difference = (coefficients[c] ?? NaN) - (mean[c] ?? NaN)
        before[c] = difference
        mean[c] = (mean[c] ?? NaN) + difference / count
      }
      for (let row = 0; row < SPREAD_COUNT; row += 1) {
        const after = (coefficients[row] ?? NaN) - (mean[row] ?? NaN)
        for (let column = row; column < SPREAD_COUNT; column += 1) {
          const at = row * SPREAD_COUNT + column
          products[at] = (products[at] ?? NaN) + after * (before[column] ?? NaN)
        }
      }
    },
    cepstrum: () => [...mean],
    spread() {
      const covariance = Float64Array.from(products, (_, i) => {
        const [row, column] = [Math.floor(i / SPREAD_COUNT), i % SPREAD_COUNT]
        const product = products[Math.min(row, column) * SPREAD_COUNT + Math.max(row, column)] ?? NaN
        return product / Math.max(1, count) + (row === column ? LEAST_VARIANCE : 0)
      })
      const logarithm = matrixLogarithm(covariance, SPREAD_COUNT, LEAST_VARIANCE)
      return Array.from(logarithm, (value, i) => ({
        value,
        row: Math.floor(i / SPREAD_COUNT),
        column: i % SPREAD_COUNT,
      }))
        .filter(({ row, column }) => row <= column)
        .map(({ value, row, column }) => (row === column ? value : value * Math.SQRT2))
    },
  }
}

/** Four coefficients at a time: their sums are independent, and together take hardly longer than one. */
function transform(logEnergies: Float64Array, coefficients: Float64Array): void {
  for (let c = 0; c < CEPSTRUM_COUNT; c += 4) {
    let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0]
    for (let band = 0, i = c * BAND_COUNT; band < BAND_COUNT; band += 1, i += 1) {
      const value = logEnergies[band] ?? NaN
      sum0 += (BASIS[i] ?? NaN) * value
      sum1 += (BASIS[i + BAND_COUNT] ?? NaN) * value
      sum2 += (BASIS[i + 2 * BAND_COUNT] ?? NaN) * value
      sum3 += (BASIS[i + 3 * BAND_COUNT] ?? NaN) * value
    }
    coefficients[c] = sum0
    coefficients[c + 1] = sum1
    coefficients[c + 2] = sum2
    coefficients[c + 3] = sum3
  }
}
