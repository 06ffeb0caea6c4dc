import { describe, expect, it } from 'vitest'
import { CENTROID, RMS } from '../../../../processors/shared/features/frame-features.ts'
import { isWithinTolerance } from '../../../../processors/shared/features/tolerances.ts'

describe('a feature is within tolerance', () => {
  it.each([
    ['a ten-thousandth of a value off', RMS, 1.00009, 1, true],
    ['more than that off', RMS, 1.00011, 1, false],
    ['an RMS next to nothing', RMS, 1e-9, 0, false],
    ['an MFCC next to nothing', 0, 2e-5, 0, true],
    ['an MFCC that is something', 0, 4e-5, 0, false],
    ['a centroid next to nothing', CENTROID, 9e-4, 0, true],
    ['the centroid of silence', CENTROID, NaN, NaN, true],
    ['a number where there is none', CENTROID, 0, NaN, false],
    ['none where there is a number', CENTROID, NaN, 0, false],
  ])('%s: %s', (_, feature, actual, expected, isWithin) => {
    expect(isWithinTolerance(feature, actual, expected)).toBe(isWithin)
  })
})
