import { expect, it } from 'vitest'
import { trainedOf, trainingOf } from '../../../../../processors/shared/similarity/training/trained.ts'

const trained = {
  version: 3,
  extractorVersion: '2',
  cells: 2,
  dimensions: 3,
  scalingMean: [0, 1, 2],
  scalingDeviation: [1, 1, 1],
  seed: 3,
  trainedOn: 9,
  tracks: 9,
  probes: 1,
  measuredRecall: 1,
  measuredOn: 9,
  recallGoal: 0.95,
  comparisons: 5,
  smallestCell: 4,
  medianCell: 5,
  largestCell: 5,
  imbalance: 1,
  hubSkew: 0,
  centres: Float32Array.of(1, -0.5, 1e-30, 3.4e38, 0, 7),
}

it('reads its centres back as they were, from bytes that begin anywhere', () => {
  const { centres, ...rest } = trainingOf(trained)
  const shifted = Buffer.concat([Buffer.of(0), centres]).subarray(1)
  expect(trainedOf({ ...rest, centres: shifted })).toStrictEqual(trained)
})

it('writes centres as 32-bit floats, little-endian', () => {
  expect(trainingOf(trained).centres.subarray(0, 8)).toStrictEqual(Buffer.from('0000803f000000bf', 'hex'))
})
