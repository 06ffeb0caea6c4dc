import type { Stretch } from './list-rest.ts'
import { shuffledBy } from './shuffle.ts'

/** Rows of one of many stretches of a long list. */
const SCATTERED_ROWS = 250

/** Stretches of a list in an order that the seed determines: all of it, or of a list that is longer than `max` as many rows from everywhere. */
export function scattered(length: number, max: number, seed: number): readonly Stretch[] {
  const starts = Array.from({ length: Math.ceil(length / SCATTERED_ROWS) }, (_, at) => ({ at, unshuffled: -1 }))
  return shuffledBy(seed, starts)
    .slice(0, Math.ceil(max / SCATTERED_ROWS))
    .map(({ at }) => [at * SCATTERED_ROWS, Math.min(length, (at + 1) * SCATTERED_ROWS)])
}
