import { solveRidge } from './ridge.ts'

/** What is learned: a weight for each feature, after it was centred and scaled. */
export interface Choice {
  readonly weights: readonly number[]
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

const ITERATIONS = 15
const SHORTEST_STEP = 1e-3
/** Keeps weights small that the data says little of. */
const PENALTY = 1e-3

/**
 * Fits a conditional logit (McFadden 1974) by Newton's method: in each set one alternative was chosen, the first.
 * @param features set by set, alternative by alternative; every set has `alternatives` of them.
 */
export function fitChoice(features: Float64Array, width: number, alternatives: number): Choice {
  const rows = features.length / width
  const { mean, deviation } = momentsOf(features, width, rows)
  const x = new Float64Array(features.length)
  for (let r = 0; r < rows; r += 1) {
    for (let f = 0; f < width; f += 1) {
      x[r * width + f] = ((features[r * width + f] ?? 0) - (mean[f] ?? 0)) / (deviation[f] ?? 1)
    }
  }
  let weights: Float64Array = new Float64Array(width)
  let now = slopesOf(x, weights, width, alternatives)
  for (let round = 0; round < ITERATIONS; round += 1) {
    const step = solved(now.hessian, now.gradient, width)
    const stepped = stepUphill(weights, step, now.likelihood, (tried) => slopesOf(x, tried, width, alternatives))
    if (stepped === null) break
    weights = stepped.weights
    now = stepped.slopes
  }
  return { weights: [...weights], mean, deviation }
}

interface Slopes {
  readonly likelihood: number
  readonly gradient: Float64Array
  readonly hessian: Float64Array
}

/** Halves a step until it leads upwards; null when none does. */
function stepUphill(
  from: Float64Array,
  step: Float64Array,
  height: number,
  slopesAt: (weights: Float64Array) => Slopes,
): { readonly weights: Float64Array; readonly slopes: Slopes } | null {
  for (let length = 1; length > SHORTEST_STEP; length /= 2) {
    const weights = from.map((weight, f) => weight + length * (step[f] ?? 0))
    const slopes = slopesAt(weights)
    if (slopes.likelihood > height) return { weights, slopes }
  }
  return null
}

/** The log of the odds of an alternative, but for a constant. */
export function utility({ weights, mean, deviation }: Choice, features: Float64Array, at = 0): number {
  let sum = 0
  for (let f = 0; f < weights.length; f += 1) {
    sum += ((weights[f] ?? 0) * ((features[at + f] ?? 0) - (mean[f] ?? 0))) / (deviation[f] ?? 1)
  }
  return sum
}

function momentsOf(features: Float64Array, width: number, rows: number) {
  const mean = new Array<number>(width).fill(0)
  const deviation = new Array<number>(width).fill(0)
  for (let r = 0; r < rows; r += 1) {
    for (let f = 0; f < width; f += 1) mean[f] = (mean[f] ?? 0) + (features[r * width + f] ?? 0) / rows
  }
  for (let r = 0; r < rows; r += 1) {
    for (let f = 0; f < width; f += 1) {
      deviation[f] = (deviation[f] ?? 0) + ((features[r * width + f] ?? 0) - (mean[f] ?? 0)) ** 2 / rows
    }
  }
  return { mean, deviation: deviation.map((variance) => (variance > 1e-18 ? Math.sqrt(variance) : 1)) }
}

function slopesOf(x: Float64Array, weights: Float64Array, width: number, alternatives: number): Slopes {
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
      for (let f = 0; f < width; f += 1) sum += (weights[f] ?? 0) * (x[from + a * width + f] ?? 0)
      odds[a] = sum
      if (sum > most) most = sum
    }
    let total = 0
    likelihood += (odds[0] ?? 0) - most
    for (let a = 0; a < alternatives; a += 1) {
      odds[a] = Math.exp((odds[a] ?? 0) - most)
      total += odds[a] ?? 0
    }
    likelihood -= Math.log(total)
    expected.fill(0)
    for (let a = 0; a < alternatives; a += 1) {
      const chance = (odds[a] ?? 0) / total
      for (let f = 0; f < width; f += 1) {
        const value = x[from + a * width + f] ?? 0
        expected[f] = (expected[f] ?? 0) + chance * value
        for (let g = 0; g <= f; g += 1) {
          hessian[f * width + g] = (hessian[f * width + g] ?? 0) + chance * value * (x[from + a * width + g] ?? 0)
        }
      }
    }
    for (let f = 0; f < width; f += 1) {
      gradient[f] = (gradient[f] ?? 0) + (x[from + f] ?? 0) - (expected[f] ?? 0)
      for (let g = 0; g <= f; g += 1) {
        hessian[f * width + g] = (hessian[f * width + g] ?? 0) - (expected[f] ?? 0) * (expected[g] ?? 0)
      }
    }
  }
  const penalty = PENALTY * sets + 1e-6
  for (let f = 0; f < width; f += 1) {
    likelihood -= (penalty / 2) * (weights[f] ?? 0) ** 2
    gradient[f] = (gradient[f] ?? 0) - penalty * (weights[f] ?? 0)
    hessian[f * width + f] = (hessian[f * width + f] ?? 0) + penalty
  }
  return { likelihood, gradient, hessian }
}

function solved(hessian: Float64Array, gradient: Float64Array, width: number): Float64Array {
  const answer = gradient.slice()
  solveRidge(hessian, answer, width, 0)
  return answer
}
