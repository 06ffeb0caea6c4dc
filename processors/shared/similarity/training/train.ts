import type { Job } from '../../../../streams/engine/offloaded.ts'
import { seededPermutation } from '../../random.ts'
import { clustered } from './cluster.ts'
import { measure, RECALL_GOAL } from './measure.ts'
import { fitScaling, scale } from '../space.ts'
import type { Scaling } from '../space.ts'
import type { Trained } from './trained.ts'

/** Rows a cell that k-means is trained on: more move its centres little. */
const ROWS_PER_CELL = 64
/** Rows that the scaling is fitted to. */
const SCALING_ROWS = 10_000
/** With more cells the record of a training could exceed Kafka's limit of one megabyte. */
const MAX_CELLS = 2_048
/** The ratio of a search's comparisons to what the growth of the library explains that leads to a retraining. */
const TOLERATED = 1.5

/** A search compares cells + probes × tracks / cells vectors: with few probes, fewest with about √tracks cells. */
export const cellsFor = (tracks: number): number => Math.min(MAX_CELLS, Math.round(Math.sqrt(tracks)))

/** The training set, by one extractor version, and the last training. */
export interface TrainingJob {
  readonly ids: readonly string[]
  /** Vectors of the tracks one after another, not scaled. At least one. */
  readonly rows: Float32Array
  readonly dimensions: number
  readonly extractorVersion: string
  /** Null before the first. */
  readonly last: Trained | null
  /** False: the cells of the last training are measured, and replaced only if a search in them has become too costly. */
  readonly retrain: boolean
}

/**
 * Fits the scaling and trains the cells, or measures those of the last training. The result depends on the set of tracks and
 * on the last training, not on the order of the tracks.
 */
export const trainJob: Job<TrainingJob, Trained> = { name: 'train', run: train }

export function train(job: TrainingJob): Trained {
  const { last, ids } = job
  if (!job.retrain && last !== null) {
    const rows = scaledRows(job, scalingOf(last), last.seed)
    const measured = measure(rows, last.centres)
    const explained = Math.sqrt(ids.length / last.tracks) * last.comparisons * TOLERATED
    if (measured.comparisons <= explained) return { ...last, ...measured, measuredOn: ids.length }
  }
  const version = (last?.version ?? 0) + 1
  const seed = version
  const scaling = fitScaling([...rawRows(job, seed, SCALING_ROWS)])
  const rows = scaledRows(job, scaling, seed)
  const cells = cellsFor(ids.length)
  const trainedOn = Math.min(ids.length, ROWS_PER_CELL * cells)
  const { dimensions } = rows
  const centres = clustered({ rows: rows.rows.subarray(0, trainedOn * dimensions), dimensions }, cells, seed)
  return {
    version,
    extractorVersion: job.extractorVersion,
    cells: centres.length / dimensions,
    scalingMean: scaling.mean,
    scalingDeviation: scaling.deviation,
    seed,
    trainedOn,
    tracks: ids.length,
    measuredOn: ids.length,
    recallGoal: RECALL_GOAL,
    ...measure(rows, centres),
    dimensions,
    centres,
  }
}

const scalingOf = ({ scalingMean, scalingDeviation }: Trained): Scaling => ({
  mean: scalingMean,
  deviation: scalingDeviation,
})

/** Rows in random order, one by one: a copy of all of them would need as much memory as the library again. */
function* rawRows({ ids, rows, dimensions }: TrainingJob, seed: number, atMost = Infinity): Generator<Float64Array> {
  for (const row of seededPermutation(ids, seed).slice(0, atMost)) {
    yield Float64Array.from(rows.subarray(row * dimensions, (row + 1) * dimensions))
  }
}

/** In the same order. */
function scaledRows(job: TrainingJob, scaling: Scaling, seed: number) {
  const { ids, dimensions } = job
  const rows = new Float32Array(ids.length * dimensions)
  let end = 0
  for (const vector of rawRows(job, seed)) {
    rows.set(scale(vector, scaling), end)
    end += dimensions
  }
  return { rows, dimensions }
}
