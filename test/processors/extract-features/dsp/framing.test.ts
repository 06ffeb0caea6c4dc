import { describe, expect, it } from 'vitest'
import { FRAME_SIZE, HOP_SIZE, framer } from '../../../../processors/extract-features/dsp/framing.ts'

/** First and last sample of each frame of a signal that counts 0, 1, 2 and so on. */
function framesOf(samples: number, pieceLength: number): [number, number][] {
  const signal = Float32Array.from({ length: samples }, (_, i) => i)
  const frames: [number, number][] = []
  const cut = framer((frame) => frames.push([frame[0] ?? -1, frame[FRAME_SIZE - 1] ?? -1]))
  for (let at = 0; at < samples; at += pieceLength) cut(signal.subarray(at, at + pieceLength))
  return frames
}

describe('a framer', () => {
  it('gives a frame every hop, and leaves out what is left over', () => {
    expect(framesOf(FRAME_SIZE + 2 * HOP_SIZE + 1000, 1_000_000)).toStrictEqual([
      [0, 2047],
      [1024, 3071],
      [2048, 4095],
    ])
  })

  it.each([
    [2047, 0],
    [2048, 1],
    [3071, 1],
    [3072, 2],
  ])('makes of %i samples %i frames', (samples, frames) => {
    expect(framesOf(samples, samples)).toHaveLength(frames)
  })

  it.each([1, 7, 1023, 1024, 2048, 5000])('gives the same frames in pieces of %i samples', (pieceLength) => {
    expect(framesOf(10_000, pieceLength)).toStrictEqual(framesOf(10_000, 10_000))
  })
})
