import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { metricsOf } from './metrics.ts'
import type { RetrievalMetrics } from './metrics.ts'
import { candidatesFor, TODAY } from './candidates.ts'
import { cellCounts, chooseCells, tryCells } from './cells.ts'
import type { CellChoice, CellTrial } from './cells.ts'
import { chooseHeldOut, differenceOf, meanOf } from './choice.ts'
import type { TuningChoice, Difference, Trial } from './choice.ts'
import { foldsByArtist } from './folds.ts'
import type { Folds } from './folds.ts'
import { distanceMatricesOf, ordersBy, weighed } from './distance-matrices.ts'
import type { DistanceMatrices, ScalingName } from './distance-matrices.ts'
import type { TuningSample } from './sample.ts'
import { ConfigError } from '../../../engine/errors.ts'
import type { Bar } from '../../supervisor/terminal.ts'
import type { KeptResults } from './kept-results.ts'

export interface SweepOptions {
  readonly seed: number
  /** Ways to compare that are drawn. */
  readonly drawn: number
}

/** A way to compare and how it did on all tracks. It was not chosen by any of them, so all are held out. */
export interface ScoredTrial {
  readonly trial: Trial
  readonly score: number
  /** From today's. */
  readonly difference: Difference
}

export interface Swept {
  readonly folds: Folds
  readonly scored: readonly ScoredTrial[]
  readonly choice: TuningChoice
  readonly cells: readonly CellTrial[]
  readonly cellChoice: CellChoice
  /** Today's space. */
  readonly points: readonly Float64Array[]
}

/** All that the results of a sweep depend on. Raised with the code: another version gives other results. */
const SWEEP_VERSION = 1

export function fingerprint(sample: TuningSample, { seed, drawn }: SweepOptions): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([SWEEP_VERSION, seed, drawn, sample.ids, sample.labels, sample.groups]))
  for (const vector of sample.vectors) hash.update(vector)
  return hash.digest('hex')
}

/**
 * Tries every candidate, then cells in today's space.
 * @throws {ConfigError} when these tracks have no label to score, or no artist to hold out.
 */
export async function sweep(
  sample: TuningSample,
  options: SweepOptions,
  kept: KeptResults,
  openBar: (total: number) => Bar,
): Promise<Swept> {
  const folds = foldsByArtist(sample, options.seed)
  if (folds.artists < 2) {
    throw new ConfigError('All tracks are by one artist, so none can be held out. Add music of others.')
  }
  const [current, ...others] = candidatesFor(sample.groups, options.drawn, options.seed)
  if (current === undefined) throw new ConfigError('There is nothing to compare by.')
  const counts = cellCounts(sample.ids.length)
  const bar = openBar(others.length + 1 + counts.length)
  let done = 0
  const counted = async <T>(result: T): Promise<T> => {
    bar.update((done += 1))
    // The bar is drawn, and an interrupt heard, between two results only.
    await setImmediate()
    return result
  }
  try {
    const matrices = new Map<ScalingName, DistanceMatrices>()
    const matricesFor = (scaling: ScalingName): DistanceMatrices => {
      const found = matrices.get(scaling) ?? distanceMatricesOf(sample, scaling)
      matrices.set(scaling, found)
      return found
    }
    const tried = (candidate: typeof current): Promise<Trial> => {
      const work = () => metricsOf(sample, folds, ordersBy(matricesFor(candidate.scaling), candidate.weights))
      return counted({ ...candidate, outcome: kept.get(candidate.name, (value) => outcome.parse(value), work) })
    }
    const first = await tried(current)
    if (first.outcome.scores.every((score) => score === null)) {
      throw new ConfigError(
        'No track shares its track, artist or genre with another one, so there is nothing to find. Give --labels FILE, or tag the files.',
      )
    }
    const trials: [Trial, ...Trial[]] = [first]
    for (const candidate of others) trials.push(await tried(candidate))
    const points = weighed(matricesFor(TODAY), sample, current.weights)
    const orders = ordersBy(matricesFor(TODAY), current.weights)
    const cells: CellTrial[] = []
    for (const count of counts) {
      const work = () => tryCells(count, points, orders, folds, options.seed)
      cells.push(await counted(kept.get(`${count} cells`, (value) => cellTrial.parse(value), work)))
    }
    return {
      folds,
      scored: trials.map((trial) => {
        const difference = differenceOf(trial.outcome.scores, first.outcome.scores, folds, options.seed)
        return { trial, score: meanOf(trial.outcome.scores), difference }
      }),
      choice: chooseHeldOut(trials, folds, options.seed),
      cells,
      cellChoice: chooseCells(cells, folds.folds),
      points,
    }
  } finally {
    bar.stop()
  }
}

const numbers = z.array(z.number())
const tally = z.object({ queries: z.number(), hitAt1: z.number(), precision: z.number(), averagePrecision: z.number() })
const outcome: z.ZodType<RetrievalMetrics> = z.object({
  training: numbers,
  heldOut: z.array(z.object({ track: tally, artist: tally, genre: tally })),
  scores: z.array(z.number().nullable()),
})
const curve = z.object({ queries: z.number(), wanted: z.number(), found: numbers, compared: numbers })
const cellTrial: z.ZodType<CellTrial> = z.object({
  cells: z.number(),
  training: z.array(curve),
  heldOut: z.array(curve),
})
