import type { TrackId } from '../../../schemas/generated.ts'

/** Small numbers for track ids, to index arrays with. A number given back is assigned again. */
export interface TrackSlots {
  /** Null when the track has none. */
  of(id: TrackId): number | null
  /** The track's slot; a new one when it had none. */
  take(id: TrackId): number
  /** @throws {RangeError} when the slot is free. */
  idOf(slot: number): TrackId
  giveBack(slot: number): void
  /** Slots in use, lowest first. */
  all(): readonly number[]
}

export function createSlots(): TrackSlots {
  const byId = new Map<TrackId, number>()
  const ids: (TrackId | undefined)[] = []
  const free: number[] = []
  return {
    of: (id) => byId.get(id) ?? null,
    take(id) {
      const known = byId.get(id)
      if (known !== undefined) return known
      const slot = free.pop() ?? ids.length
      ids[slot] = id
      byId.set(id, slot)
      return slot
    },
    idOf(slot) {
      const id = ids[slot]
      if (id === undefined) throw new RangeError(`Slot ${slot} is free.`)
      return id
    },
    giveBack(slot) {
      const id = ids[slot]
      if (id === undefined) return
      byId.delete(id)
      ids[slot] = undefined
      free.push(slot)
    },
    all: () => [...ids.keys()].filter((slot) => ids[slot] !== undefined),
  }
}
