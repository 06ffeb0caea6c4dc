import { solveRidge } from './ridge.ts'
import { checked } from '../numeric.ts'

/** A weight for each feature after standardisation. */
export interface LogitModel {
  readonly weights: readonly number[]
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

const ITERATIONS = 15
const SHORTEST_STEP = 1e-3
/** L2 penalty for each choice set: keeps weights small that the data hardly determines. */
const PENALTY = 1e-3

/**
 * Fits a conditional logit (McFadden 1974) by Newton's method: in each set one alternative was chosen, the first.
 * @param features choice set by choice set, alternative by alternative; every set has `alternatives` of them.
 */
export function fitLogit(features: Float64Array, width: number, alternatives: number): LogitModel {
  const rows = features.length / width
  const { mean, deviation } = momentsOf(features, width, rows)
  const x = new Float64Array(features.length)
  for (let r = 0; r < rows; r += 1) {
    for (let f = 0; f < width; f += 1) {
      x[r * width + f] = (checked(features[r * width + f]) - checked(mean[f])) / checked(deviation[f])
    }
  }
  let weights: Float64Array = new Float64Array(width)
  let now = derivativesOf(x, weights, width, alternatives)
  for (let round = 0; round < ITERATIONS; round += 1) {
    const step = solved(now.hessian, now.gradient, width)
    const stepped = stepUphill(weights, step, now.likelihood, (tried) => derivativesOf(x, tried, width, alternatives))
    if (stepped === null) break
    weights = stepped.weights
    now = stepped.derivatives
  }
  return { weights: [...weights], mean, deviation }
}

interface Derivatives {
  readonly likelihood: number
  readonly gradient: Float64Array
  readonly hessian: Float64Array
}

/** Backtracking line search: halves a step until the likelihood rises; null when it does not. */
function stepUphill(
  from: Float64Array,
  step: Float64Array,
  height: number,
  derivativesAt: (weights: Float64Array) => Derivatives,
): { readonly weights: Float64Array; readonly derivatives: Derivatives } | null {
  for (let length = 1; length > SHORTEST_STEP; length /= 2) {
    const weights = from.map((weight, f) => weight + length * checked(step[f]))
    const derivatives = derivativesAt(weights)
    if (derivatives.likelihood > height) return { weights, derivatives }
  }
  return null
}

/** The log-odds of an alternative, up to a constant of its choice set. */
export function utility({ weights, mean, deviation }: LogitModel, features: Float64Array, at = 0): number {
  let sum = 0
  for (let f = 0; f < weights.length; f += 1) {
    sum += (checked(weights[f]) * (checked(features[at + f]) - checked(mean[f]))) / checked(deviation[f])
  }
  return sum
}

function momentsOf(features: Float64Array, width: number, rows: number) {
  const mean = new Array<number>(width).fill(0)
  const deviation = new Array<number>(width).fill(0)
  for (let r = 0; r < rows; r += 1) {
    for (let f = 0; f < width; f += 1) mean[f] = checked(mean[f]) + checked(features[r * width + f]) / rows
  }
  for (let r = 0; r < rows; r += 1) {
    for (let f = 0; f < width; f += 1) {
      deviation[f] = checked(deviation[f]) + (checked(features[r * width + f]) - checked(mean[f])) ** 2 / rows
    }
  }
  return { mean, deviation: deviation.map((variance) => (variance > 1e-18 ? Math.sqrt(variance) : 1)) }
}

function derivativesOf(x: Float64Array, weights: Float64Array, width: number, alternatives: number): Derivatives {
  const sets = x.length / width / alternatives
  const gradient = new Float64Array(width)
  const hessian = new Float64Array(width * width)
  const odds = new Float64Array(alternatives)
  const expected = new Float64Array(width)
  let likelihood = 0
  for (let s = 0; s < sets; s += 1) {
    const from = s * alternatives * width
    let most = -Infinity
    for (let a = 0; a < alternatives; a += 1) {
      let sum = 0
      for (let f = 0; f < width; f += 1) sum += checked(weights[f]) * checked(x[from + a * width + f])
      odds[a] = sum
      if (sum > most) most = sum
    }
    let total = 0
    likelihood += checked(odds[0]) - most
    for (let a = 0; a < alternatives; a += 1) {
      odds[a] = Math.exp(checked(odds[a]) - most)
      total += checked(odds[a])
    }
    likelihood -= Math.log(total)
    expected.fill(0)
    for (let a = 0; a < alternatives; a += 1) {
      const probability = checked(odds[a]) / total
      for (let f = 0; f < width; f += 1) {
        const value = checked(x[from + a * width + f])
        expected[f] = checked(expected[f]) + probability * value
        for (let g = 0; g <= f; g += 1) {
          hessian[f * width + g] =
            checked(hessian[f * width + g]) + probability * value * checked(x[from + a * width + g])
        }
      }
    }
    for (let f = 0; f < width; f += 1) {
      gradient[f] = checked(gradient[f]) + checked(x[from + f]) - checked(expected[f])
      for (let g = 0; g <= f; g += 1) {
        hessian[f * width + g] = checked(hessian[f * width + g]) - checked(expected[f]) * checked(expected[g])
      }
    }
  }
  const penalty = PENALTY * sets + 1e-6
  for (let f = 0; f < width; f += 1) {
    likelihood -= (penalty / 2) * checked(weights[f]) ** 2
    gradient[f] = checked(gradient[f]) - penalty * checked(weights[f])
    hessian[f * width + f] = checked(hessian[f * width + f]) + penalty
  }
  return { likelihood, gradient, hessian }
}

function solved(hessian: Float64Array, gradient: Float64Array, width: number): Float64Array {
  const answer = gradient.slice()
  solveRidge(hessian, answer, width, 0)
  return answer
}
