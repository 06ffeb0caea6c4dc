import type { KeyValueStore } from './kept.ts'
import { keep, readKept } from './kept.ts'
import { z } from './shape.ts'

const KEY = 'slipstream.places'
/** Entries of the history whose place is remembered. */
export const MAX_PLACES = 50

const placesShape = z.array(z.tuple([z.string(), z.number()]))

/** How far each view was scrolled, by the key of its entry in the history, oldest first; over a reload too. */
export type ScrollPlaces = z.infer<typeof placesShape>

export function readPlaces(store: KeyValueStore): ScrollPlaces {
  return readKept(store, KEY, placesShape) ?? []
}

export function keepPlaces(store: KeyValueStore, places: ScrollPlaces): void {
  keep(store, KEY, places)
}

/** @param scrollTop CSS pixels */
export function withPlace(places: ScrollPlaces, key: string, scrollTop: number): ScrollPlaces {
  const others = places.filter(([other]) => other !== key)
  const place: ScrollPlaces[number] = [key, scrollTop]
  return [...others, place].slice(-MAX_PLACES)
}

/** CSS pixels; 0 for a place where one has not been. */
export function scrollTopOf(places: ScrollPlaces, key: string): number {
  return places.find(([other]) => other === key)?.[1] ?? 0
}
