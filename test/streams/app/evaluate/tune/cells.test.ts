import { describe, expect, it } from 'vitest'
import { added, cellCounts, chooseCells, tryCells } from '../../../../../streams/app/evaluate/tune/cells.ts'
import { foldsByArtist } from '../../../../../streams/app/evaluate/tune/folds.ts'
import { distanceMatricesOf, ordersBy, weighed } from '../../../../../streams/app/evaluate/tune/distance-matrices.ts'
import { projectionOf } from '../../../../../streams/app/evaluate/tune/projection.ts'
import { pairsOf } from './sweeping.ts'

const sample = pairsOf(20)
const folds = foldsByArtist(sample, 1)
const lens = distanceMatricesOf(sample, 'about unit length')
const points = weighed(lens, sample, [1, 1])
const orders = ordersBy(lens, [1, 1])

describe('cells', () => {
  it('are tried around the root of the number of tracks, and not where there would be one for two tracks', () => {
    expect([cellCounts(10_000), cellCounts(80), cellCounts(6)]).toStrictEqual([[50, 100, 200, 400], [4, 9, 18], [2]]) // prettier-ignore
  })

  it('find more with each probe, all with all, and ask each track once', () => {
    const { heldOut } = tryCells(8, points, orders, folds, 1)
    const { found, wanted, queries, compared } = added(heldOut)
    expect([queries, wanted, found.at(-1)]).toStrictEqual([80, 800, 800])
    expect(found).toStrictEqual([...found].sort((a, b) => a - b))
    // Centres, too, are compared: with all probes more than there are tracks.
    expect(compared.at(-1)).toBe(80 * (80 + 8))
  })

  it('are chosen by the others: the fewest comparisons that reach the goal there', () => {
    const curve = (found: readonly number[], compared: readonly number[]) => ({ queries: 1, wanted: 100, found, compared }) // prettier-ignore
    const trials = [
      { cells: 2, training: [curve([96, 100], [60, 100])], heldOut: [curve([40, 100], [61, 101])] },
      { cells: 3, training: [curve([50, 95, 100], [20, 50, 100])], heldOut: [curve([30, 70, 100], [21, 51, 101])] },
    ]
    expect(chooseCells(trials, 1)).toStrictEqual({ byFold: [{ cells: 3, probes: 2 }], recall: 0.7, compared: 51 })
  })
})

describe('the projection', () => {
  it('shows the two directions in which points differ most', () => {
    const corners = [[3, 1], [3, -1], [-3, 1], [-3, -1]].map(([a = 0, b = 0]) => Float64Array.of(0, 5 + a, b)) // prettier-ignore
    const { points: places, shares } = projectionOf(corners, 1)
    expect(shares.map((share) => Number(share.toFixed(9)))).toStrictEqual([0.9, 0.1])
    expect(places.map(({ x, y }) => [Math.abs(x).toFixed(6), Math.abs(y).toFixed(6)])).toStrictEqual(
      corners.map(() => ['3.000000', '1.000000']),
    )
  })

  it('of equal points is one place', () => {
    expect(projectionOf([Float64Array.of(1, 2), Float64Array.of(1, 2)], 1)).toStrictEqual({
      points: [{ x: 0, y: 0 }, { x: 0, y: 0 }], // prettier-ignore
      shares: [0, 0],
    })
  })
})
