import type { AudioFeatures, IndexTraining } from '../../schemas/generated.ts'
import { globalTable } from '../../streams/engine/processor.ts'
import { isEarlierVersion } from '../../schemas/keys.ts'
import { audioFeatures, indexTrainings } from '../../schemas/topics.ts'
import { createHearings, prevailing } from '../shared/similarity/hearings.ts'
import type { RawRows } from '../shared/similarity/hearings.ts'
import { createSlots } from '../shared/similarity/slots.ts'
import type { Trained } from '../shared/similarity/train.ts'
import { DIMENSIONS } from '../shared/similarity/vector.ts'

/** What there is to train on, and what the last training found. As large as the vectors of the library. */
export interface TrainingGround {
  /** Null before the first. */
  readonly last: Trained | null
  /** Tracks heard, by extractor version. */
  readonly counts: ReadonlyMap<string, number>
  rowsOf(extractorVersion: string): RawRows
}

interface OwnedGround extends TrainingGround {
  hear(key: string, features: AudioFeatures | null): void
  trained(training: IndexTraining | null): void
}

export const trainingGround = globalTable({
  name: 'training-ground',
  from: [audioFeatures, indexTrainings],
  create: createGround,
  apply(content, record) {
    switch (record.topic) {
      case 'audio-features':
        content.hear(record.key, record.value)
        return
      case 'index-trainings':
        content.trained(record.value)
    }
  },
})

function createGround(): OwnedGround {
  const slots = createSlots()
  const hearings = createHearings(slots)
  let last: Trained | null = null
  return {
    get last() {
      return last
    },
    counts: hearings.counts,
    rowsOf: (extractorVersion) => hearings.rowsOf(extractorVersion),
    hear(key, features) {
      const slot = hearings.hear(key, features)
      if (slot !== null && !hearings.isHeard(slot)) slots.giveBack(slot)
    },
    trained(training) {
      last = training === null ? null : trainedOf(training)
    },
  }
}

const BYTES_PER_FLOAT = 4

export function trainedOf({ centres, ...training }: IndexTraining): Trained {
  const bytes = new DataView(centres.buffer, centres.byteOffset, centres.byteLength)
  const numbers = Float32Array.from({ length: centres.byteLength / BYTES_PER_FLOAT }, (_, i) =>
    bytes.getFloat32(i * BYTES_PER_FLOAT, true),
  )
  return { ...training, centres: numbers }
}

export function trainingOf({ centres, ...trained }: Trained): IndexTraining {
  const bytes = Buffer.alloc(centres.length * BYTES_PER_FLOAT)
  for (const [i, number] of centres.entries()) bytes.writeFloatLE(number, i * BYTES_PER_FLOAT)
  return { ...trained, centres: bytes }
}

/** Fewer tracks are searched one by one: cells of so few would save nothing. */
const MIN_TRACKS = 8
/** Cells are found anew when the library has grown or shrunk so many times over: the cost per track stays constant. */
const GROWTH = 2
/** What is in force is measured again when the library has grown or shrunk by so much. */
const MEASURED_EVERY = 1.25

/** What is due now: cells for the tracks that one extractor version has heard, anew or only if those at hand cost too much. */
export interface Due {
  readonly extractorVersion: string
  readonly anew: boolean
}

/** A file that cannot be heard any more must not keep the whole library from a new extractor version. */
const COVERED = 0.99

/**
 * Another extractor version comes into force once it has analysed what that in force has; of several the one that analysed
 * most. Of two the later is preferred while it covers the earlier: so the features of an earlier version, which are
 * tombstoned only after the switch, do not lead back to it, and a release that was taken back comes into force again once it
 * has analysed more.
 */
export function due({ last, counts }: Pick<TrainingGround, 'last' | 'counts'>): Due | null {
  const { extractorVersion = null } = last ?? {}
  const present = extractorVersion === null ? 0 : (counts.get(extractorVersion) ?? 0)
  const others = new Map([...counts].filter(([version]) => version !== extractorVersion))
  const other = prevailing(others)
  const covers = other !== null && isPreferred(other, others.get(other) ?? 0, extractorVersion, present)
  const next = covers ? other : extractorVersion
  const count = next === null ? 0 : (counts.get(next) ?? 0)
  if (next === null || count < MIN_TRACKS) return null
  const isAnother = extractorVersion !== next || last?.scalingMean.length !== DIMENSIONS
  if (last === null || isAnother || differs(count, last.tracks, GROWTH)) return { extractorVersion: next, anew: true }
  return differs(count, last.measuredOn, MEASURED_EVERY) ? { extractorVersion: next, anew: false } : null
}

/** @param inForce the extractor version in force; null before the first training. */
function isPreferred(version: string, count: number, inForce: string | null, present: number): boolean {
  const isBack = inForce !== null && isEarlierVersion(version, inForce)
  return isBack ? present < COVERED * count : count >= COVERED * present
}

const differs = (count: number, before: number, times: number): boolean =>
  count >= before * times || count <= before / times
