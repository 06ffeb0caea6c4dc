import { checked } from '../numeric.ts'
import type { TargetScores } from './item-item.ts'
import { largest } from './matrix.ts'

/** The item-item scores of all targets, as compressed sparse columns: target `i` has the entries from `starts[i]` to `starts[i + 1]`. */
export interface SparseScores extends Entries<Float32Array> {
  readonly starts: Int32Array
  /** The source item of each entry. */
  readonly source: Int32Array
}

type Entries<T> = Readonly<
  Record<'successorWeights' | 'coOccurrenceWeights' | 'successorCounts' | 'commonListeners', T>
>

/** The scores of one target as dense rows by source. */
export type DenseScores = Entries<Float64Array>

/** Keeps the entries whose source has a weight in one of the two models. @param most sources of one target, in each model. */
export function sparseScores(size: number, most: number, targetOf: (item: number) => TargetScores): SparseScores {
  const starts = new Int32Array(size + 1)
  const source = new Int32Array(size * 2 * most)
  const entries = {
    successorWeights: new Float32Array(source.length),
    coOccurrenceWeights: new Float32Array(source.length),
    successorCounts: new Float32Array(source.length),
    commonListeners: new Float32Array(source.length),
  }
  let end = 0
  for (let item = 0; item < size; item += 1) {
    const target = targetOf(item)
    for (const each of new Set([...target.sources[0], ...target.sources[1]])) {
      source[end] = each
      entries.successorWeights[end] = checked(target.successorWeights[each])
      entries.coOccurrenceWeights[end] = checked(target.coOccurrenceWeights[each])
      entries.successorCounts[end] = checked(target.successorCounts[each])
      entries.commonListeners[end] = checked(target.commonListeners[each])
      end += 1
    }
    starts[item + 1] = end
  }
  return { starts, source, ...entries }
}

export function denseScores(size: number): DenseScores {
  return {
    successorWeights: new Float64Array(size),
    coOccurrenceWeights: new Float64Array(size),
    successorCounts: new Float64Array(size),
    commonListeners: new Float64Array(size),
  }
}

/** Writes the entries of a target into rows that are 0 elsewhere. */
export function scatter(scores: SparseScores, item: number, into: DenseScores): void {
  for (let k = checked(scores.starts[item]); k < checked(scores.starts[item + 1]); k += 1) {
    const source = checked(scores.source[k])
    into.successorWeights[source] = checked(scores.successorWeights[k])
    into.coOccurrenceWeights[source] = checked(scores.coOccurrenceWeights[k])
    into.successorCounts[source] = checked(scores.successorCounts[k])
    into.commonListeners[source] = checked(scores.commonListeners[k])
  }
}

/** Sets the entries that `scatter` wrote to 0 again. */
export function unscatter({ starts, source }: SparseScores, item: number, rows: DenseScores): void {
  for (let k = checked(starts[item]); k < checked(starts[item + 1]); k += 1) {
    const each = checked(source[k])
    rows.successorWeights[each] = 0
    rows.coOccurrenceWeights[each] = 0
    rows.successorCounts[each] = 0
    rows.commonListeners[each] = 0
  }
}

/** For each source, the targets for which it has the largest sum of both weights. */
export function targetsBySource(scores: SparseScores, most: number): readonly Int32Array[] {
  const { starts, source, successorWeights, coOccurrenceWeights } = scores
  const weights = Array.from({ length: starts.length - 1 }, () => new Map<number, number>())
  for (let item = 0; item + 1 < starts.length; item += 1) {
    for (let k = checked(starts[item]); k < checked(starts[item + 1]); k += 1) {
      const weight = checked(successorWeights[k]) + checked(coOccurrenceWeights[k])
      checked(weights[checked(source[k])]).set(item, weight)
    }
  }
  return weights.map((ofTargets) =>
    largest(Int32Array.from(ofTargets.keys()), (item) => checked(ofTargets.get(item)), most),
  )
}
