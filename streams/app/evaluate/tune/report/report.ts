import { checked } from '../../../../../processors/shared/numeric.ts'
import { kmeans } from 'ml-kmeans'
import { TASKS, none, PRECISION_AT, sumOf } from '../metrics.ts'
import type { Tally, RetrievalTask } from '../metrics.ts'
import type { TuningCandidate } from '../candidates.ts'
import { added } from '../cells.ts'
import type { CellChoice } from '../cells.ts'
import type { Difference, HeldOut } from '../choice.ts'
import { projectionOf } from '../projection.ts'
import type { TuningSample } from '../sample.ts'
import type { Label } from '../../retrieval.ts'
import type { EvaluationFigure } from '../../evaluate-figures.ts'
import type { Swept } from '../sweep.ts'

/** Means over queries, 0 to 1. */
export interface TaskFigures {
  readonly queries: number
  readonly hitAt1: number
  readonly precision: number
  readonly meanAveragePrecision: number
}

export type ByTask = Readonly<Record<RetrievalTask, TaskFigures>>

export interface TrialReport extends Omit<TuningCandidate, 'weights'> {
  readonly weights: Readonly<Record<string, number>>
  readonly score: number
  readonly difference: Difference
  readonly tasks: ByTask
}

export interface CellReport {
  readonly cells: number
  /** Of held-out tracks, by the number of cells that are looked into, one first. */
  readonly recall: readonly number[]
  /** The part of the library that one search compares, centres included. */
  readonly compared: readonly number[]
}

export interface MapTrack {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly genre: Label
  readonly artist: Label
  readonly cell: string
}

/** Everything that was found, as `report.json` holds it. */
export interface TuningReport {
  readonly source: string
  readonly seed: number
  readonly drawn: number
  /** Tracks in the source, and those of them that were compared. */
  readonly found: number
  readonly tracks: number
  readonly artists: number
  readonly folds: number
  readonly groups: readonly { readonly name: string; readonly dimensions: number; readonly weight: number }[]
  readonly verdict: string
  readonly change: boolean
  readonly today: { readonly score: number; readonly tasks: ByTask }
  readonly chosen: { readonly score: number; readonly tasks: ByTask }
  readonly chosenByFold: readonly string[]
  readonly best: string
  readonly difference: Difference
  readonly trials: readonly TrialReport[]
  readonly cells: readonly CellReport[]
  readonly cellChoice: CellChoice
  readonly map: { readonly shares: readonly [number, number]; readonly tracks: readonly MapTrack[] }
}

export interface About {
  readonly source: string
  readonly seed: number
  readonly drawn: number
  readonly found: number
}

export function reportOf(
  sample: TuningSample,
  { folds, scored, choice, cells, cellChoice, points }: Swept,
  about: About,
): TuningReport {
  const tracks = sample.ids.length
  const largest = Math.max(...sample.groups.map(({ weight }) => weight))
  return {
    ...about,
    tracks,
    artists: folds.artists,
    folds: folds.folds,
    groups: sample.groups.map(({ name, from, to, weight }) => ({
      name,
      dimensions: to - from,
      weight: weight / largest,
    })),
    verdict: verdictOf(choice),
    change: choice.change,
    today: rated(choice.today),
    chosen: rated(choice.chosen),
    chosenByFold: choice.byFold,
    best: choice.best,
    difference: choice.difference,
    trials: scored.map(({ trial: { outcome, weights, ...candidate }, score, difference }) => {
      const total = (task: RetrievalTask) => outcome.heldOut.reduce((sum, fold) => sumOf(sum, fold[task]), none())
      const tasks = { track: total('track'), artist: total('artist'), genre: total('genre') }
      const named = Object.fromEntries(sample.groups.map(({ name }, i) => [name, checked(weights[i])]))
      return { ...candidate, weights: named, score, difference, tasks: rated({ score, tasks }).tasks }
    }),
    cells: cells.map(({ cells: count, heldOut }) => {
      const { found, wanted, compared, queries } = added(heldOut)
      return {
        cells: count,
        recall: found.map((each) => each / Math.max(1, wanted)),
        compared: compared.map((each) => each / Math.max(1, queries) / tracks),
      }
    }),
    cellChoice,
    map: mapOf(sample, points, about.seed),
  }
}

/** Held-out figures, as lines for standard output. */
export function tuningFigures({ today, chosen }: TuningReport): readonly EvaluationFigure[] {
  const lines = (subject: string, { score, tasks }: TuningReport['today']) => {
    const line = (metric: string, value: number, queries?: number): EvaluationFigure => {
      return { name: 'evaluate tune', subject, metric, value, unit: 'of 1', ...(queries !== undefined && { queries }) }
    }
    return [
      line('held-out score', score),
      ...TASKS.filter((task) => tasks[task].queries > 0).flatMap((task) => {
        const { queries, hitAt1, precision, meanAveragePrecision } = tasks[task]
        return [
          line(`held-out ${task} hit@1`, hitAt1, queries),
          line(`held-out ${task} precision@${PRECISION_AT}`, precision, queries),
          line(`held-out ${task} mAP`, meanAveragePrecision, queries),
        ]
      }),
    ]
  }
  return [...lines('today', today), ...lines('chosen by other artists', chosen)]
}

function verdictOf({ today, chosen, difference, change, best }: Swept['choice']): string {
  const by = `${signed(difference.mean)} (95 % interval ${signed(difference.low)} to ${signed(difference.high)})`
  const scores = `What the other artists choose scores ${chosen.score.toFixed(3)} on those held out, today's way ${today.score.toFixed(3)}: ${by}.`
  if (change) return `${scores} That is more than the draw of artists explains: change to “${best}”.`
  if (difference.mean > 0) return `${scores} That is within what the draw of artists explains: keep today's way.`
  return `${scores} Keep today's way.`
}

export const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`

function rated({ score, tasks }: HeldOut): { readonly score: number; readonly tasks: ByTask } {
  return { score, tasks: { track: means(tasks.track), artist: means(tasks.artist), genre: means(tasks.genre) } }
}

function means({ queries, hitAt1, precision, averagePrecision }: Tally): TaskFigures {
  const over = Math.max(1, queries)
  return { queries, hitAt1: hitAt1 / over, precision: precision / over, meanAveragePrecision: averagePrecision / over }
}

const MAX_ITERATIONS = 20

function mapOf({ ids, labels }: TuningSample, points: readonly Float64Array[], seed: number): TuningReport['map'] {
  const { points: places, shares } = projectionOf(points, seed)
  const cells = Math.max(2, Math.round(Math.sqrt(ids.length)))
  const rows = points.map((point) => [...point])
  const { clusters } = kmeans(rows, cells, { seed, maxIterations: MAX_ITERATIONS })
  const tracks = ids.map((id, i) => ({
    id,
    x: places[i]?.x ?? 0,
    y: places[i]?.y ?? 0,
    genre: labels.genre[i] ?? null,
    artist: labels.artist[i] ?? null,
    cell: `cell ${checked(clusters[i]) + 1}`,
  }))
  return { shares, tracks }
}
