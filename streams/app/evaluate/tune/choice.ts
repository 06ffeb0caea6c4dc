import { checked } from '../../../../processors/shared/numeric.ts'
import { mulberry32 } from '../../../../processors/shared/random.ts'
import { TASKS, none, sumOf } from './metrics.ts'
import type { RetrievalMetrics, Tally, RetrievalTask } from './metrics.ts'
import type { TuningCandidate } from './candidates.ts'
import type { Folds } from './folds.ts'

export interface Trial extends TuningCandidate {
  readonly outcome: RetrievalMetrics
}

/** How a way, or a way of choosing one, does on tracks that had no part in the choice. */
export interface HeldOut {
  readonly score: number
  readonly tasks: Readonly<Record<RetrievalTask, Tally>>
}

/** A mean difference of scores, and where it lies in 95 of 100 draws of artists. */
export interface Difference {
  readonly mean: number
  readonly low: number
  readonly high: number
}

export interface TuningChoice {
  readonly today: HeldOut
  /** Each fold by what was best for the other artists. */
  readonly chosen: HeldOut
  /** Names of these, fold by fold. */
  readonly byFold: readonly string[]
  /** Of the chosen ones from today's. */
  readonly difference: Difference
  /** The best for all artists together: what would come in the place of today's. Its own score is that of a winner. */
  readonly best: string
  /** Whether choosing beat today's way by more than the draw of artists explains. */
  readonly change: boolean
}

const DRAWS = 2_000
const TAIL = 0.025

/** @param trials today's first: of equally good ones the first is chosen. */
export function chooseHeldOut(trials: readonly [Trial, ...Trial[]], folds: Folds, seed: number): TuningChoice {
  const [today] = trials
  const byFold = Array.from({ length: folds.folds }, (_, fold) =>
    best(trials, ({ outcome }) => checked(outcome.training[fold])),
  )
  const scores = today.outcome.scores.map(
    (_, item) => byFold[checked(folds.foldOf[item])]?.outcome.scores[item] ?? null,
  )
  const difference = differenceOf(scores, today.outcome.scores, folds, seed)
  return {
    today: heldOut(today.outcome.scores, () => today, folds),
    chosen: heldOut(scores, (fold) => byFold[fold] ?? today, folds),
    byFold: byFold.map(({ name }) => name),
    difference,
    best: best(trials, ({ outcome }) => meanOf(outcome.scores)).name,
    change: difference.low > 0,
  }
}

/** Artists are drawn, not tracks: those of one artist rise and fall together (a cluster bootstrap). */
export function differenceOf(
  scores: RetrievalMetrics['scores'],
  from: RetrievalMetrics['scores'],
  { artistOf, artists }: Folds,
  seed: number,
): Difference {
  const sums = new Float64Array(artists)
  const counts = new Float64Array(artists)
  scores.forEach((score, item) => {
    const before = from[item] ?? null
    const artist = checked(artistOf[item])
    if (score === null || before === null) return
    sums[artist] = checked(sums[artist]) + score - before
    counts[artist] = checked(counts[artist]) + 1
  })
  const asked = Array.from(counts.keys()).filter((artist) => checked(counts[artist]) > 0)
  const over = (drawn: readonly number[]) => {
    let [sum, count] = [0, 0]
    for (const artist of drawn) [sum, count] = [sum + checked(sums[artist]), count + checked(counts[artist])]
    return sum / Math.max(1, count)
  }
  const random = mulberry32(seed)
  const means = Float64Array.from({ length: DRAWS }, () =>
    over(asked.map(() => checked(asked[Math.floor(random() * asked.length)]))),
  ).sort()
  const at = (part: number) => checked(means[Math.round(part * (DRAWS - 1))])
  return { mean: over(asked), low: at(TAIL), high: at(1 - TAIL) }
}

export function meanOf(scores: RetrievalMetrics['scores']): number {
  const known = scores.filter((score) => score !== null)
  return known.reduce((sum, score) => sum + score, 0) / Math.max(1, known.length)
}

function heldOut(scores: RetrievalMetrics['scores'], of: (fold: number) => Trial, { folds }: Folds): HeldOut {
  const tasks = { track: none(), artist: none(), genre: none() }
  for (let fold = 0; fold < folds; fold += 1) {
    for (const task of TASKS) tasks[task] = sumOf(tasks[task], of(fold).outcome.heldOut[fold]?.[task] ?? none())
  }
  return { score: meanOf(scores), tasks }
}

function best(trials: readonly [Trial, ...Trial[]], score: (trial: Trial) => number): Trial {
  return trials.reduce((found, trial) => (score(trial) > score(found) ? trial : found))
}
