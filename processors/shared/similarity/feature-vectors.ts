import type { AudioFeatures, TrackId } from '../../../schemas/generated.ts'
import { parseFeatureKey } from '../../../schemas/keys.ts'
import type { TrackSlots } from './slots.ts'
import { vectorOf } from './vector.ts'
import { createVersionVectors, hasVector, putVector, removeVector, vectorAt } from './version-vectors.ts'
import type { VersionVectors } from './version-vectors.ts'

/** Unscaled vectors one after another, with the tracks they are of. */
export interface FeatureRows {
  readonly ids: readonly TrackId[]
  readonly slots: readonly number[]
  readonly rows: Float32Array
  readonly dimensions: number
}

/** The feature vectors of all tracks, those of several extractor versions beside each other. */
export interface FeatureVectors {
  /** Assigned here when a track has its first vector; given back by the owner of the slots. */
  readonly slots: TrackSlots
  readonly byVersion: Map<string, VersionVectors>
  /** Tracks that have a vector of any version. */
  known: number
}

export const createFeatureVectors = (slots: TrackSlots): FeatureVectors => ({ slots, byVersion: new Map(), known: 0 })

/** Tracks that have a vector, by extractor version; versions without any are left out. */
export const tracksByVersion = ({ byVersion }: FeatureVectors): ReadonlyMap<string, number> =>
  new Map(Array.from(byVersion, ([version, { count }]) => [version, count]))

/**
 * Applies one record of audio-features. Features that lack what is compared count as none.
 * @param features null for a tombstone. @returns the slot of the track; null when it has none.
 */
export function applyFeatures(vectors: FeatureVectors, key: string, features: AudioFeatures | null): number | null {
  const { trackId, extractorVersion } = parseFeatureKey(key)
  const version = features?.extractorVersion ?? extractorVersion
  const vector = features === null ? null : vectorOf(features)
  const slot = vector === null ? vectors.slots.of(trackId) : vectors.slots.take(trackId)
  if (slot === null) return null
  const before = hasFeatures(vectors, slot)
  if (vector !== null) putVector(vectorsOf(vectors, version, vector.length), slot, vector)
  else forget(vectors, slot, version)
  vectors.known += Number(hasFeatures(vectors, slot)) - Number(before)
  return slot
}

/** Whether a track has a vector of any extractor version. */
export function hasFeatures({ byVersion }: FeatureVectors, slot: number): boolean {
  for (const vectors of byVersion.values()) if (hasVector(vectors, slot)) return true
  return false
}

/** @returns the vector of one extractor version, valid until the next change; null when the track has none of it. */
export function featureVector({ byVersion }: FeatureVectors, slot: number, version: string): Float32Array | null {
  const vectors = byVersion.get(version)
  return vectors === undefined ? null : vectorAt(vectors, slot)
}

/** A copy of every vector of one extractor version, by slot. */
export function rowsOf({ slots, byVersion }: FeatureVectors, version: string): FeatureRows {
  const vectors = byVersion.get(version)
  if (vectors === undefined) return { ids: [], slots: [], rows: new Float32Array(0), dimensions: 0 }
  const { dimensions } = vectors
  const present = slots.all().filter((slot) => hasVector(vectors, slot))
  const rows = new Float32Array(present.length * dimensions)
  for (const [i, slot] of present.entries()) {
    rows.set(vectors.rows.subarray(slot * dimensions, (slot + 1) * dimensions), i * dimensions)
  }
  return { ids: present.map((slot) => slots.idOf(slot)), slots: present, rows, dimensions }
}

function vectorsOf({ byVersion }: FeatureVectors, version: string, dimensions: number): VersionVectors {
  const vectors = byVersion.get(version) ?? createVersionVectors(dimensions)
  byVersion.set(version, vectors)
  return vectors
}

function forget({ byVersion }: FeatureVectors, slot: number, version: string): void {
  const vectors = byVersion.get(version)
  if (vectors === undefined) return
  removeVector(vectors, slot)
  if (vectors.count === 0) byVersion.delete(version)
}

/** The extractor version that has analysed most tracks; of equal ones the last by name. Null without tracks. */
export function prevailing(counts: ReadonlyMap<string, number>): string | null {
  let best: readonly [string, number] | null = null
  for (const each of counts) {
    if (best === null || each[1] > best[1] || (each[1] === best[1] && each[0] > best[0])) best = each
  }
  return best?.[0] ?? null
}
