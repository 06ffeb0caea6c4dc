import type { AudioFeatures, IndexTraining } from '../../schemas/generated.ts'
import { globalTable } from '../../streams/engine/processor.ts'
import { isEarlierVersion } from '../../schemas/keys.ts'
import { audioFeatures, indexTrainings } from '../../schemas/topics.ts'
import { applyFeatures, tracksByVersion, createFeatureVectors, hasFeatures, prevailing, rowsOf } from '../shared/similarity/feature-vectors.ts' // prettier-ignore
import type { FeatureRows } from '../shared/similarity/feature-vectors.ts'
import { createSlots } from '../shared/similarity/slots.ts'
import { trainedOf } from '../shared/similarity/training/trained.ts'
import type { Trained } from '../shared/similarity/training/trained.ts'
import { DIMENSIONS } from '../shared/similarity/vector.ts'

/** The training set, and the last training. As large as the vectors of the library. */
export interface TrainingSet {
  /** Null before the first. */
  readonly last: Trained | null
  /** Tracks that have a vector, by extractor version. */
  readonly counts: ReadonlyMap<string, number>
  rowsOf(extractorVersion: string): FeatureRows
}

interface MutableTrainingSet extends TrainingSet {
  applyFeatures(key: string, features: AudioFeatures | null): void
  applyTraining(training: IndexTraining | null): void
}

export const trainingSet = globalTable({
  name: 'training-set',
  from: [audioFeatures, indexTrainings],
  create: createTrainingSet,
  apply(content, record) {
    switch (record.topic) {
      case 'audio-features':
        content.applyFeatures(record.key, record.value)
        return
      case 'index-trainings':
        content.applyTraining(record.value)
    }
  },
})

function createTrainingSet(): MutableTrainingSet {
  const slots = createSlots()
  const vectors = createFeatureVectors(slots)
  let last: Trained | null = null
  return {
    get last() {
      return last
    },
    get counts() {
      return tracksByVersion(vectors)
    },
    rowsOf: (extractorVersion) => rowsOf(vectors, extractorVersion),
    applyFeatures(key, features) {
      const slot = applyFeatures(vectors, key, features)
      if (slot !== null && !hasFeatures(vectors, slot)) slots.giveBack(slot)
    },
    applyTraining(training) {
      last = training === null ? null : trainedOf(training)
    },
  }
}

/** Below this number of tracks an exact search costs no more than one in cells. */
const MIN_TRACKS = 8
/** The drift of the library's size, as a ratio, that leads to a retraining: so the cost per track stays constant. */
const RETRAINED_AT = 2
/** The drift that leads to a measurement of the cells in force. */
const MEASURED_AT = 1.25

/** The training that is due, on the vectors of one extractor version. */
export interface Due {
  readonly extractorVersion: string
  /** False: the cells in force are measured, and replaced only if a search in them has become too costly. */
  readonly retrain: boolean
}

/** A file that can no longer be analysed must not keep the whole library from a new extractor version. */
const COVERED = 0.99

/**
 * Another extractor version comes into force once it has analysed what that in force has; of several the one that analysed
 * most. Of two the later is preferred while it covers the earlier: so the features of an earlier version, which are
 * tombstoned only after the switch, do not lead back to it, and a release that was taken back comes into force again once it
 * has analysed more.
 */
export function dueTraining({ last, counts }: Pick<TrainingSet, 'last' | 'counts'>): Due | null {
  const { extractorVersion = null } = last ?? {}
  const present = extractorVersion === null ? 0 : (counts.get(extractorVersion) ?? 0)
  const others = new Map([...counts].filter(([version]) => version !== extractorVersion))
  const other = prevailing(others)
  const covers = other !== null && isPreferred(other, others.get(other) ?? 0, extractorVersion, present)
  const next = covers ? other : extractorVersion
  const count = next === null ? 0 : (counts.get(next) ?? 0)
  if (next === null || count < MIN_TRACKS) return null
  const isAnother = extractorVersion !== next || last?.scalingMean.length !== DIMENSIONS
  if (last === null || isAnother || differs(count, last.tracks, RETRAINED_AT))
    return { extractorVersion: next, retrain: true }
  return differs(count, last.measuredOn, MEASURED_AT) ? { extractorVersion: next, retrain: false } : null
}

/** @param inForce the extractor version in force; null before the first training. */
function isPreferred(version: string, count: number, inForce: string | null, present: number): boolean {
  const isBack = inForce !== null && isEarlierVersion(version, inForce)
  return isBack ? present < COVERED * count : count >= COVERED * present
}

const differs = (count: number, before: number, times: number): boolean =>
  count >= before * times || count <= before / times
