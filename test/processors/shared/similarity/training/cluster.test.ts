import { expect, it } from 'vitest'
import { clustered } from '../../../../../processors/shared/similarity/training/cluster.ts'

const around = [0, 100, 200]
const rows = Float32Array.from({ length: 300 }, (_, i) => (around[i % 3] ?? NaN) + Math.sin(i))

it('finds a centre in each far group of rows, the same by the same seed', () => {
  const centres = clustered({ rows, dimensions: 1 }, 3, 7)
  expect([...centres].sort((a, b) => a - b).map((centre) => Math.round(centre / 100))).toStrictEqual([0, 1, 2])
  expect(clustered({ rows, dimensions: 1 }, 3, 7)).toStrictEqual(centres)
})

it('leaves cells out that no row is nearest to', () => {
  expect(clustered({ rows: Float32Array.of(1, 1, 1, 1, 2, 2, 2, 2), dimensions: 1 }, 4, 1).toSorted()).toStrictEqual(
    Float32Array.of(1, 2),
  )
})
