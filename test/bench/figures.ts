import type { Figure } from '../../streams/app/evaluate/figures.ts'
import { mulberry32 } from '../../processors/shared/random.ts'

export type { Figure }

export function inWords(figure: Figure): string {
  const { subject, metric, value, unit, peer, ratio, low, high, goal, met, note } = figure
  if (note !== undefined) return `${subject}: ${note}`
  const interval = low === undefined || high === undefined ? '' : ` (${low.toFixed(2)} to ${high.toFixed(2)})`
  const beside = ratio === undefined ? '' : `, ${ratio.toFixed(2)} of ${peer}${interval}`
  const aim = goal === undefined ? '' : `, goal ${goal}: ${met === true ? 'met' : 'missed'}`
  return `${subject}: ${metric} ${value.toPrecision(3)} ${unit}${spread(figure)}${beside}${aim}`
}

function spread({ least, most }: Figure): string {
  return least === undefined || most === undefined ? '' : ` (${least.toPrecision(3)} to ${most.toPrecision(3)})`
}

/** @returns the least and the most of them, as a figure tells them */
export function spreadOf(values: readonly number[]): Required<Pick<Figure, 'least' | 'most'>> {
  return { least: Math.min(...values), most: Math.max(...values) }
}

/** @param p from 0 to 1: nearest rank (no interpolation), so that what is given was measured. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? NaN
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle - 0.5)] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2
}

const RESAMPLES = 10_000

/** The median and its 95 % percentile bootstrap interval (Efron 1979), from a seed. */
export function withInterval(ratios: readonly number[], seed = 1): Required<Pick<Figure, 'ratio' | 'low' | 'high'>> {
  const random = mulberry32(seed)
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(ratios.map(() => ratios[Math.floor(random() * ratios.length)] ?? NaN)),
  )
  return { ratio: median(ratios), low: quantile(medians, 0.025), high: quantile(medians, 0.975) }
}
