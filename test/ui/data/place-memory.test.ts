import { expect, test } from 'vitest'
import { memoryStore } from '../../../ui/data/kept.ts'
import type { ScrollPlaces } from '../../../ui/data/place-memory.ts'
import { MAX_PLACES, keepPlaces, readPlaces, scrollTopOf, withPlace } from '../../../ui/data/place-memory.ts'

test('a place is remembered over a reload, the newest value of it', () => {
  const store = memoryStore()
  expect(readPlaces(store)).toEqual([])
  keepPlaces(store, withPlace(withPlace(withPlace([], 'a', 100), 'b', 7), 'a', 250))
  const places = readPlaces(store)
  expect([scrollTopOf(places, 'a'), scrollTopOf(places, 'b'), scrollTopOf(places, 'c')]).toEqual([250, 7, 0])
})

test('the places of the oldest entries are forgotten', () => {
  let places: ScrollPlaces = []
  for (let entry = 0; entry < 2 * MAX_PLACES; entry += 1) places = withPlace(places, `k${entry}`, entry)
  expect([places.length, scrollTopOf(places, `k${MAX_PLACES - 1}`), scrollTopOf(places, `k${MAX_PLACES}`)]).toEqual([
    MAX_PLACES,
    0,
    MAX_PLACES,
  ])
})
