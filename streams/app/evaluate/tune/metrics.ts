import { checked } from '../../../../processors/shared/numeric.ts'
import type { Label } from '../retrieval.ts'
import type { Folds } from './folds.ts'
import type { TuningSample } from './sample.ts'

/**
 * Retrieval tasks: other excerpts of the same track; tracks of the same artist, without those; tracks of the same genre,
 * without those of the same artist or album.
 */
export const TASKS = ['track', 'artist', 'genre'] as const
export type RetrievalTask = (typeof TASKS)[number]
export const PRECISION_AT = 10

/** Sums over queries. */
export interface Tally {
  readonly queries: number
  readonly hitAt1: number
  readonly precision: number
  readonly averagePrecision: number
}

export interface RetrievalMetrics {
  /** For each fold the mean score of its training tracks, retrieved among each other only. */
  readonly training: readonly number[]
  /** For each fold and task the sums over its held-out tracks, retrieved among all. */
  readonly heldOut: readonly Readonly<Record<RetrievalTask, Tally>>[]
  /** For each track its score, retrieved among all; null when no task applies to it. */
  readonly scores: readonly (number | null)[]
}

/** Retrieval metrics of rankings. The score of a track is the mean of its average precisions over the tasks that apply to it. */
export function metricsOf(sample: TuningSample, folds: Folds, orders: readonly Int32Array[]): RetrievalMetrics {
  const tallyOf = queriesOf(sample)
  const everything = () => true
  const training = Array.from({ length: folds.folds }, () => ({ sum: 0, queries: 0 }))
  const heldOut = Array.from({ length: folds.folds }, () => ({ track: none(), artist: none(), genre: none() }))
  const scores = orders.map((order, query) => {
    const own = checked(folds.foldOf[query])
    training.forEach((score, fold) => {
      if (fold === own) return
      const precisions = TASKS.flatMap((task) => {
        const answer = tallyOf(task, query, order, (other) => folds.foldOf[other] !== fold)
        return answer === null ? [] : [answer.averagePrecision]
      })
      if (precisions.length === 0) return
      score.sum += mean(precisions)
      score.queries += 1
    })
    const precisions = TASKS.flatMap((task) => {
      const answer = tallyOf(task, query, order, everything)
      const tally = heldOut[own]
      if (answer === null || tally === undefined) return []
      tally[task] = sumOf(tally[task], answer)
      return [answer.averagePrecision]
    })
    return precisions.length === 0 ? null : rounded(mean(precisions))
  })
  return { training: training.map(({ sum, queries }) => rounded(sum / Math.max(1, queries))), heldOut, scores }
}

export const none = (): Tally => ({ queries: 0, hitAt1: 0, precision: 0, averagePrecision: 0 })

export const sumOf = (a: Tally, b: Tally): Tally => ({
  queries: a.queries + b.queries,
  hitAt1: a.hitAt1 + b.hitAt1,
  precision: a.precision + b.precision,
  averagePrecision: a.averagePrecision + b.averagePrecision,
})

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** Scores that differ by less are equal: they do not depend on the order of summation. */
const rounded = (value: number): number => Math.round(value * 1e9) / 1e9

function queriesOf({ labels }: TuningSample) {
  const codes = { track: coded(labels.track), artist: coded(labels.artist), album: coded(labels.album), genre: coded(labels.genre) } // prettier-ignore
  const same = (list: Int32Array, a: number, b: number) => (list[a] ?? -1) >= 0 && list[a] === list[b]
  const isCandidate = {
    track: () => true,
    artist: (query: number, other: number) => !same(codes.track, query, other),
    genre: (query: number, other: number) => !same(codes.artist, query, other) && !same(codes.album, query, other),
  }
  return (task: RetrievalTask, query: number, order: Int32Array, among: (other: number) => boolean): Tally | null => {
    if ((codes[task][query] ?? -1) < 0) return null
    let [place, found, early, sum, hitAt1] = [0, 0, 0, 0, 0]
    for (const other of order) {
      if (!among(other) || !isCandidate[task](query, other)) continue
      place += 1
      if (!same(codes[task], query, other)) continue
      found += 1
      sum += found / place
      if (place === 1) hitAt1 = 1
      if (place <= PRECISION_AT) early = found
    }
    if (found === 0) return null
    return { queries: 1, hitAt1, precision: early / Math.min(PRECISION_AT, place), averagePrecision: sum / found }
  }
}

/** A number for each label; -1 for an unknown one, which equals no other. */
function coded(labels: readonly Label[]): Int32Array {
  const numbers = new Map<string, number>()
  return Int32Array.from(labels, (label) => {
    if (label === null) return -1
    const number = numbers.get(label) ?? numbers.size
    numbers.set(label, number)
    return number
  })
}
