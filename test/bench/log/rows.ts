import type { Figure } from '../figures.ts'

/** A row without a figure: what it would be of, and why there is none. */
export const missing = (subject: string, note: string): Figure => ({ name: 'log', subject, metric: 'nothing', value: NaN, unit: '', note }) // prettier-ignore

export const failed = (subject: string, error: unknown): Figure =>
  missing(subject, `failed: ${error instanceof Error ? error.message : String(error)}`)
