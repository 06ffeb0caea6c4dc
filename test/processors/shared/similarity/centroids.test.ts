import { expect, it } from 'vitest'
import { positionsOf, putCentroid, putCentroidsInForce } from '../../../../processors/shared/similarity/centroids.ts'
import type { Centroids } from '../../../../processors/shared/similarity/centroids.ts'

it('keeps the centroids of the version in force while those of the next are read, then drops them', () => {
  const centroids: Centroids = new Map()
  putCentroid(centroids, 1, 0, [1, 1])
  putCentroid(centroids, 2, 0, [2, 2])
  putCentroid(centroids, 2, 2, [4, 4])
  expect(positionsOf(centroids, { version: 1, cells: 1 })).toStrictEqual([[1, 1]])
  putCentroidsInForce(centroids, 2)
  expect(positionsOf(centroids, { version: 1, cells: 1 })).toStrictEqual([undefined])
  expect(positionsOf(centroids, { version: 2, cells: 3 })).toStrictEqual([[2, 2], undefined, [4, 4]])
})
