import { CENTROID, MFCC_COUNT } from './frame-features.ts'

/** Relative to the value. */
const RELATIVE = 1e-4

/**
 * Meyda adds up each mel band in 32 bits. A coefficient is the sum of 26 of their logarithms, some as large as 20, times up
 * to 2: what is left when they cancel has an error of about 20 x 2^-24 x 2 x sqrt(26) = 1e-5. The kernel's transform is in
 * 32 bits too, which gives each power twice that.
 */
const CANCELLED_MFCC = 3e-5

/**
 * In bins, a millionth of their range. A pure low tone or a constant has nothing above a few bins; the rounding of a
 * transform in 32 bits then adds about 1e-7 of its amplitude to each of 1024 bins, which weigh 512 on average.
 */
const CENTROID_OF_LITTLE = 1e-3

/** By how much one of `Frame.features` may differ from that of Meyda. */
export function isWithinTolerance(feature: number, actual: number, expected: number): boolean {
  const nearZero = feature < MFCC_COUNT ? CANCELLED_MFCC : feature === CENTROID ? CENTROID_OF_LITTLE : 0
  return Object.is(actual, expected) || Math.abs(actual - expected) <= Math.max(RELATIVE * Math.abs(expected), nearZero)
}
