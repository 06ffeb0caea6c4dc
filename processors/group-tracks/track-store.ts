import type { AudioReference } from '../../schemas/generated.ts'
import { creditKey, creditOf, groupedTrack } from './track.ts'
import type { Credit, GroupedTrack } from './track.ts'

/** The tracks by slot. What several have in common is kept once. */
export interface TrackStore {
  at(slot: number): GroupedTrack | null
  /** The track that a reference makes; it is stored by `put`. */
  make(reference: AudioReference, slot: number): GroupedTrack
  put(track: GroupedTrack): void
  remove(slot: number): void
}

interface Shared {
  readonly credit: Credit
  uses: number
}

export function createTrackStore(): TrackStore {
  const tracks: (GroupedTrack | undefined)[] = []
  const byKey = new Map<string, Shared>()
  const keys = new WeakMap<Credit, string>()
  const use = (credit: Credit, by: 1 | -1) => {
    const key = keys.get(credit)
    if (key === undefined) return
    const shared = byKey.get(key) ?? { credit, uses: 0 }
    byKey.set(key, shared)
    shared.uses += by
    if (shared.uses === 0) byKey.delete(key)
  }
  const removeAt = (slot: number) => {
    const before = tracks[slot]
    if (before === undefined) return
    tracks[slot] = undefined
    use(before.credit, -1)
  }
  return {
    at: (slot) => tracks[slot] ?? null,
    make(reference, slot) {
      const key = creditKey(reference)
      const credit = byKey.get(key)?.credit ?? creditOf(reference)
      keys.set(credit, key)
      return groupedTrack(reference, slot, credit)
    },
    put(track) {
      use(track.credit, 1)
      removeAt(track.slot)
      tracks[track.slot] = track
    },
    remove: removeAt,
  }
}
