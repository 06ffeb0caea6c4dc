import type { KeyValueStore } from '../data/kept.ts'
import { keep, readKept } from '../data/kept.ts'
import { z } from '../data/shape.ts'

const KEY = 'slipstream.not-today'
/** So many in one day, the first make room. */
const MAX_TRACKS = 500

const shape = z.object({ day: z.string(), trackIds: z.array(z.string()) })
export type NotToday = z.infer<typeof shape>

/** @param day such as `2026-11-30` */
export function readNotToday(store: KeyValueStore, day: string): NotToday {
  const kept = readKept(store, KEY, shape)
  return kept?.day === day ? kept : { day, trackIds: [] }
}

/** Tracks that the listener does not want to be offered again on this day, on this device. */
export function keptNotToday(store: KeyValueStore, day: string, trackId: string): NotToday {
  const { trackIds } = readNotToday(store, day)
  const next = { day, trackIds: [...trackIds.filter((id) => id !== trackId), trackId].slice(-MAX_TRACKS) }
  keep(store, KEY, next)
  return next
}
