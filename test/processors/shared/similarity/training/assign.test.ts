import { expect, it } from 'vitest'
import { scale } from '../../../../../processors/shared/similarity/space.ts'
import { assignJob } from '../../../../../processors/shared/similarity/training/assign.ts'
import { DIMENSIONS } from '../../../../../processors/shared/similarity/vector.ts'

const scaling = {
  mean: Array.from({ length: DIMENSIONS }, () => 1),
  deviation: Array.from({ length: DIMENSIONS }, () => 2),
}
const raw = [3, -1].map((value) => Float64Array.from({ length: DIMENSIONS }, () => value))
const scaled = raw.map((vector) => Float32Array.from(scale(vector, scaling)))

it('scales each vector, then finds the cell of the nearest centre and the squared distance to it', () => {
  const rows = Float32Array.from(raw.flatMap((vector) => [...vector]))
  const centres = Float32Array.from(scaled.toReversed().flatMap((vector) => [...vector]))
  const { cells, squared } = assignJob.run({ rows, dimensions: DIMENSIONS, scaling, centres })
  expect([[...cells], [...squared]]).toStrictEqual([[1, 0], [0, 0]]) // prettier-ignore
})

it('assigns nothing of no vectors', () => {
  const { cells } = assignJob.run({ rows: new Float32Array(0), dimensions: 0, scaling, centres: new Float32Array(0) })
  expect(cells.length).toBe(0)
})
