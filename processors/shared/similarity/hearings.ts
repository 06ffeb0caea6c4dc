import type { AudioFeatures, TrackId } from '../../../schemas/generated.ts'
import { parseFeatureKey } from '../../../schemas/keys.ts'
import { column } from './column.ts'
import type { Slots } from './slots.ts'
import { vectorOf } from './vector.ts'

/** The vectors that one extractor version heard, not scaled, as 32-bit floats; by slot of their track. */
interface Heard {
  readonly dimensions: number
  rows: Float32Array
  readonly isThere: { get(slot: number): number; set(slot: number, value: number): void }
  count: number
}

/** Vectors one after another, with the tracks they are of. */
export interface RawRows {
  readonly ids: readonly TrackId[]
  readonly slots: readonly number[]
  readonly rows: Float32Array
  readonly dimensions: number
}

/** What tracks sound like, heard by one extractor version or by several beside each other. Only its owner calls `hear`. */
export interface Hearings {
  /** Tracks heard, by extractor version; versions that heard none are not there. */
  readonly counts: ReadonlyMap<string, number>
  /** Tracks that any version has heard. */
  readonly known: number
  /** Takes in one record of audio-features; null takes its track out. @returns the slot it was about; null when there is none. */
  hear(key: string, features: AudioFeatures | null): number | null
  isHeard(slot: number): boolean
  /** As one extractor version heard it; null when that did not. Good until the next change. */
  vectorOf(slot: number, extractorVersion: string): Float32Array | null
  rowsOf(extractorVersion: string): RawRows
}

const ROWS_AT_ONCE = 1_024

/** @param slots of whoever else knows the tracks too: a slot is taken here and given back by that one. */
export function createHearings(slots: Slots): Hearings {
  const heardBy = new Map<string, Heard>()
  const counts = new Map<string, number>()

  const forget = (slot: number, version: string): void => {
    const heard = heardBy.get(version)
    if (heard?.isThere.get(slot) !== 1) return
    heard.isThere.set(slot, 0)
    heard.count -= 1
    if (heard.count > 0) counts.set(version, heard.count)
    else {
      counts.delete(version)
      heardBy.delete(version)
    }
  }
  const remember = (slot: number, version: string, vector: Float64Array): void => {
    const heard: Heard = heardBy.get(version) ?? {
      dimensions: vector.length,
      rows: new Float32Array(0),
      isThere: column(Uint8Array, 0),
      count: 0,
    }
    heardBy.set(version, heard)
    const end = (slot + 1) * heard.dimensions
    if (end > heard.rows.length) heard.rows = longer(heard.rows, end, ROWS_AT_ONCE * heard.dimensions)
    heard.rows.set(vector, slot * heard.dimensions)
    if (heard.isThere.get(slot) === 0) heard.count += 1
    heard.isThere.set(slot, 1)
    counts.set(version, heard.count)
  }

  const isHeard = (slot: number): boolean => {
    for (const { isThere } of heardBy.values()) if (isThere.get(slot) === 1) return true
    return false
  }
  let known = 0

  return {
    counts,
    get known() {
      return known
    },
    hear(key, features) {
      const { trackId } = parseFeatureKey(key)
      const extractorVersion = features?.extractorVersion ?? parseFeatureKey(key).extractorVersion
      const vector = features === null ? null : vectorOf(features)
      const slot = vector === null ? slots.of(trackId) : slots.take(trackId)
      if (slot === null) return null
      const before = isHeard(slot)
      if (vector !== null) remember(slot, extractorVersion, vector)
      else forget(slot, extractorVersion)
      known += Number(isHeard(slot)) - Number(before)
      return slot
    },
    isHeard,
    vectorOf(slot, extractorVersion) {
      const heard = heardBy.get(extractorVersion)
      if (heard?.isThere.get(slot) !== 1) return null
      return heard.rows.subarray(slot * heard.dimensions, (slot + 1) * heard.dimensions)
    },
    rowsOf(extractorVersion) {
      const heard = heardBy.get(extractorVersion)
      if (heard === undefined) return { ids: [], slots: [], rows: new Float32Array(0), dimensions: 0 }
      const { dimensions, isThere } = heard
      const found = slots.all().filter((slot) => isThere.get(slot) === 1)
      const rows = new Float32Array(found.length * dimensions)
      for (const [i, slot] of found.entries()) {
        rows.set(heard.rows.subarray(slot * dimensions, (slot + 1) * dimensions), i * dimensions)
      }
      return { ids: found.map((slot) => slots.idOf(slot)), slots: found, rows, dimensions }
    },
  }
}

/** Growing by an eighth keeps what lies idle small, and the copying in proportion. */
function longer(rows: Float32Array, length: number, atLeast: number): Float32Array {
  const larger = new Float32Array(Math.max(length, Math.ceil(rows.length * 1.125), rows.length + atLeast))
  larger.set(rows)
  return larger
}

/** The extractor version that most tracks were heard with; of equal ones the last by name. Null without tracks. */
export function prevailing(counts: ReadonlyMap<string, number>): string | null {
  let best: readonly [string, number] | null = null
  for (const each of counts) {
    if (best === null || each[1] > best[1] || (each[1] === best[1] && each[0] > best[0])) best = each
  }
  return best?.[0] ?? null
}
