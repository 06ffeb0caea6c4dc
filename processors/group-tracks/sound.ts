import type { AudioFeatures, SoundCentroid } from '../../schemas/generated.ts'
import { checked } from '../shared/numeric.ts'
import { column } from '../shared/similarity/column.ts'
import {
  applyFeatures,
  createFeatureVectors,
  featureVector,
  hasFeatures,
  prevailing,
} from '../shared/similarity/feature-vectors.ts'
import type { TrackSlots } from '../shared/similarity/slots.ts'

/** What the tracks sound like. As large as their vectors. */
export interface TrackSounds {
  /** @returns the slot of the track; null when it has none. */
  apply(key: string, features: AudioFeatures | null): number | null
  has(slot: number): boolean
  /** Length as it was decoded, ms; null until the track is analysed. */
  heardMs(slot: number): number | null
  /**
   * The mean of the vectors that one extractor version made: of the version that analysed most of the tracks. It is made from
   * the vectors each time: sums to which some are added, and others taken off, would drift, and depend on their order.
   * @param slots in an order that is always the same: so is the mean, to the last bit.
   */
  centroid(slots: readonly number[]): SoundCentroid | null
}

export function createSound(trackSlots: TrackSlots): TrackSounds {
  const vectors = createFeatureVectors(trackSlots)
  const lengths = column(Float64Array, NaN)
  const has = (slot: number) => hasFeatures(vectors, slot)
  return {
    apply(key, features) {
      const slot = applyFeatures(vectors, key, features)
      if (slot !== null && features !== null) lengths.set(slot, features.durationMs)
      if (slot !== null && !has(slot)) lengths.set(slot, NaN)
      return slot
    },
    has,
    heardMs(slot) {
      const length = lengths.get(slot)
      return Number.isNaN(length) ? null : length
    },
    centroid(slots) {
      const counts = new Map<string, number>()
      for (const version of vectors.byVersion.keys()) {
        const count = slots.filter((slot) => featureVector(vectors, slot, version) !== null).length
        if (count > 0) counts.set(version, count)
      }
      const version = prevailing(counts)
      if (version === null) return null
      const found = slots.flatMap((slot) => featureVector(vectors, slot, version) ?? [])
      return { extractorVersion: version, tracks: found.length, position: meanOf(found) }
    },
  }
}

/** As a record carries it: rounded to 32 bits. */
function meanOf(vectors: readonly Float32Array[]): readonly number[] {
  const sums = new Float64Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) for (let d = 0; d < sums.length; d += 1) sums[d] = checked(sums[d]) + checked(vector[d])
  return Array.from(sums, (sum) => Math.fround(sum / vectors.length))
}
