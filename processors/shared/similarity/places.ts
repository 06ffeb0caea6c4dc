import { column } from './column.ts'

/** Where a track was put, by one version of the index. */
export interface Place {
  readonly version: number
  readonly cell: number
  readonly distance: number
}

/** The places of tracks, by slot: of the version in force or an older one, and of a version whose codebook is still to come. */
export interface Places {
  inForce(slot: number): Place | null
  /** The staged place, else the other. */
  newest(slot: number): Place | null
  put(slot: number, place: Place, staged: boolean): void
  remove(slot: number): void
  /** Staged places of this version or an older one become places in force. */
  putInForce(version: number): void
}

const NONE = -1

export function createPlaces(): Places {
  const present = columns()
  let staged = columns()
  const stagedSlots = new Set<number>()
  return {
    inForce: (slot) => present.get(slot),
    newest: (slot) => (stagedSlots.has(slot) ? staged.get(slot) : present.get(slot)),
    put(slot, place, isStaged) {
      if (isStaged) {
        staged.set(slot, place)
        stagedSlots.add(slot)
      } else {
        present.set(slot, place)
        stagedSlots.delete(slot)
      }
    },
    remove(slot) {
      present.set(slot, null)
      stagedSlots.delete(slot)
    },
    putInForce(version) {
      for (const slot of stagedSlots) {
        const place = staged.get(slot)
        if (place === null || place.version > version) continue
        present.set(slot, place)
        stagedSlots.delete(slot)
      }
      if (stagedSlots.size === 0) staged = columns()
    },
  }
}

function columns() {
  const versions = column(Int32Array, NONE)
  const cells = column(Int32Array, 0)
  const distances = column(Float64Array, 0)
  return {
    get(slot: number): Place | null {
      const version = versions.get(slot)
      return version === NONE ? null : { version, cell: cells.get(slot), distance: distances.get(slot) }
    },
    set(slot: number, place: Place | null): void {
      versions.set(slot, place?.version ?? NONE)
      cells.set(slot, place?.cell ?? 0)
      distances.set(slot, place?.distance ?? 0)
    },
  }
}
