import { expect, test } from 'vitest'
import { boundedMap } from '../../../processors/websocket-bridge/bounded-map.ts'

test('what was used longest ago makes room', () => {
  const map = boundedMap<string, number>(2)
  map.set('a', 1)
  map.set('b', 2)
  map.get('a')
  map.set('c', 3)
  expect([map.get('a'), map.get('b'), map.get('c'), map.size()]).toStrictEqual([1, undefined, 3, 2])
})

test('setting a key again replaces it and needs no room', () => {
  const map = boundedMap<string, number>(2)
  map.set('a', 1)
  map.set('b', 2)
  map.set('a', 3)
  expect([map.get('a'), map.get('b'), map.size()]).toStrictEqual([3, 2, 2])
  map.delete('a')
  expect([map.get('a'), map.size()]).toStrictEqual([undefined, 1])
})
