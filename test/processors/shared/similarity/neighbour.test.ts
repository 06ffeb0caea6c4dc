import { expect, it } from 'vitest'
import { neighbour } from '../../../../processors/shared/similarity/neighbour.ts'
import { DIMENSIONS } from '../../../../processors/shared/similarity/vector.ts'
import { trackId } from '../../../../schemas/generated.ts'

it('gives the distance within each group free of its weight, and names the groups below 1, nearest first', () => {
  const query = new Float32Array(DIMENSIONS)
  const found = new Float32Array(DIMENSIONS)
  found[0] = Math.sqrt(2 / 11) * 1.5 // timbre
  found[151] = Math.sqrt(2 / 11) * 0.5 // harmony
  found[163] = Math.sqrt(1 / 22) * 0.25 // brightness
  const { trackId: id, distance, groups, alike } = neighbour(trackId('a'), query, found)
  expect(id).toBe('a')
  expect(groups['timbre']).toBeCloseTo(1.5, 6)
  expect(groups['harmony']).toBeCloseTo(0.5, 6)
  expect(groups['brightness']).toBeCloseTo(0.25, 6)
  expect(distance).toBeCloseTo(Math.sqrt((2 / 11) * (1.5 ** 2 + 0.5 ** 2) + (1 / 22) * 0.25 ** 2), 6)
  expect(alike).toStrictEqual(['texture', 'rhythm', 'tempo', 'noisiness', 'brightness', 'harmony'])
})
