import type { TrackId } from '../../../schemas/generated.ts'
import { checked } from '../numeric.ts'
import { seededRandom } from '../random.ts'
import type { LogitModel } from './conditional-logit.ts'
import { utility } from './conditional-logit.ts'
import { fitToLast } from './held-out.ts'
import type { ItemItemModel } from './item-item.ts'
import { itemItemModel } from './item-item.ts'
import { LOGIT_FEATURES, logitFeaturesOf } from './logit-features.ts'
import type { Sequences } from './sequences.ts'
import { sequencesOf } from './sequences.ts'
import type { DenseScores, SparseScores } from './sparse-scores.ts'
import { denseScores, scatter, sparseScores, targetsBySource, unscatter } from './sparse-scores.ts'

/** Tracks that are learned: those played most. Training then takes a second or two. */
const MAX_TRACKS = 2_000
/** Sources of one target in each regression, and targets kept of one source. */
const SOURCES = 32
const TARGETS = 24
/** Listeners who must have played both tracks before one is suggested after the other, so that no single person's history shows. */
const MIN_COMMON_LISTENERS = 2
/** Tracks drawn for each listener as alternatives that were not played. */
const NEGATIVES = 40

/** A track that other listeners played after tracks of a history. */
export interface NextItemCandidate {
  readonly trackId: TrackId
  /** Log-odds against a track drawn at random. */
  readonly utility: number
  /** The track of the history with the largest weight, and the number of listeners who played both. */
  readonly anchor: TrackId
  readonly listeners: number
}

/** Which tracks are played together and after one another, as trained at one moment. */
export interface CoListeningModel {
  /** @param history tracks, the newest last. @returns the likeliest next tracks first. */
  nextItems(history: readonly TrackId[], limit: number): readonly NextItemCandidate[]
}

/** Trains on histories, the newest track last. Deterministic: the same histories and seed give the same model. */
export function trainCoListening(histories: readonly (readonly TrackId[])[], seed: number): CoListeningModel {
  const { ids, sequences } = numbered(histories)
  const logit = withoutRepeatFeature(fitToLast(sequences, sampledNegatives(sequences, seed)))
  const items = itemItemModel(sequences, SOURCES)
  const scores = sparseScores(sequences.size, SOURCES, (item) => items.target(item))
  const targets = targetsBySource(scores, TARGETS)
  const numbers = new Map(ids.map((id, number) => [id, number]))
  const rows = denseScores(ids.length)
  return {
    nextItems(history, limit) {
      const known = Int32Array.from(history.flatMap((id) => numbers.get(id) ?? []))
      const candidates = new Set<number>()
      for (const source of known) for (const target of checked(targets[source])) candidates.add(target)
      return [...candidates]
        .map((item) => scored(item, known, { scores, rows, items, logit }))
        .filter(({ listeners }) => listeners >= MIN_COMMON_LISTENERS)
        .sort((a, b) => b.utility - a.utility || a.item - b.item)
        .slice(0, limit)
        .map(({ item, source, listeners, utility: odds }) => {
          return { trackId: checked(ids[item]), utility: odds, anchor: checked(ids[source]), listeners }
        })
    },
  }
}

interface Trained {
  readonly scores: SparseScores
  /** Scratch rows: 0 before and after each call. */
  readonly rows: DenseScores
  readonly items: ItemItemModel
  readonly logit: LogitModel
}

const NO_SOURCES = [new Int32Array(0), new Int32Array(0)] as const

/** @param known the history, not empty. */
function scored(item: number, known: Int32Array, { scores, rows, items, logit }: Trained) {
  scatter(scores, item, rows)
  const features = new Float64Array(LOGIT_FEATURES.length)
  const history = { items: known, from: 0, to: known.length }
  logitFeaturesOf({ item, ...rows, sources: NO_SOURCES }, items, history, features, 0)
  const source = strongestSource(known, rows)
  const listeners = Math.round(checked(rows.commonListeners[source]))
  unscatter(scores, item, rows)
  return { item, source, listeners, utility: utility(logit, features) }
}

/** Whether a repeated track is suggested is decided by the ranking, not by co-listening. */
const withoutRepeatFeature = (logit: LogitModel): LogitModel => ({
  ...logit,
  weights: logit.weights.map((weight, f) => (LOGIT_FEATURES[f] === 'repeat' ? 0 : weight)),
})

/** The most played tracks, numbered by falling count; histories without the others. */
function numbered(histories: readonly (readonly TrackId[])[]): {
  readonly ids: readonly TrackId[]
  readonly sequences: Sequences
} {
  const plays = new Map<TrackId, number>()
  for (const history of histories) for (const id of history) plays.set(id, (plays.get(id) ?? 0) + 1)
  const ids = [...plays]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MAX_TRACKS)
    .map(([id]) => id)
  const numbers = new Map(ids.map((id, number) => [id, number]))
  const lists = histories.map((history) => history.flatMap((id) => numbers.get(id) ?? []))
  return { ids, sequences: sequencesOf(lists, ids.length) }
}

/** For each listener, tracks drawn uniformly that the listener has not played. */
function sampledNegatives({ starts, items, size }: Sequences, seed: number): Sequences {
  const random = seededRandom(seed)
  const lists = Array.from({ length: starts.length - 1 }, (_, u) => {
    const own = new Set(items.subarray(checked(starts[u]), checked(starts[u + 1])))
    return Array.from({ length: NEGATIVES }, () => random.below(size)).filter((item) => !own.has(item))
  })
  return sequencesOf(lists, size)
}

/** The item of a history with the largest sum of both weights; of equal ones the newest. */
function strongestSource(history: Int32Array, { successorWeights, coOccurrenceWeights }: DenseScores): number {
  let best = -1
  let largestWeight = -Infinity
  for (const source of history) {
    const weight = checked(successorWeights[source]) + checked(coOccurrenceWeights[source])
    if (weight >= largestWeight) [best, largestWeight] = [source, weight]
  }
  return best
}
