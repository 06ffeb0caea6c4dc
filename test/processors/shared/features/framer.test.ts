import { describe, expect, it } from 'vitest'
import { framer } from '../../../../processors/shared/features/framer.ts'
import type { Framer } from '../../../../processors/shared/features/framer.ts'
import { FRAME_SIZE, HOP_SIZE, PEAK_BLOCK } from '../../../../processors/shared/features/framing.ts'
import { noise, silence } from '../../../support/audio.ts'

interface Told {
  /** Number of samples told before each frame, and the sum of the squares of its hop. */
  readonly frames: [number, number][]
  readonly samples: number[]
  readonly rest: number
}

function heard(channels: readonly Float32Array[], pieceLength = Infinity): Told {
  const frames: [number, number][] = []
  const samples: number[] = []
  const { push, remainder: rest } = framer(44_100, {
    onSamples: (piece) => samples.push(...piece),
    onFrame: ({ hopSquares }) => frames.push([samples.length, hopSquares]),
  })
  inPieces(push, channels, pieceLength)
  return { frames, samples, rest: rest().length }
}

function inPieces(push: Framer['push'], channels: readonly Float32Array[], pieceLength: number): void {
  const count = channels[0]?.length ?? 0
  for (let at = 0; at < count; at += pieceLength) {
    push(channels.map((channel) => channel.subarray(at, Math.min(count, at + pieceLength))))
  }
}

const featuresOf = (signal: Float32Array, pieceLength: number) => {
  const rows: number[][] = []
  const { push } = framer(44_100, {
    onSamples: () => undefined,
    onFrame: ({ features }) => rows.push([...features]),
  })
  inPieces(push, [signal], pieceLength)
  return rows
}

describe('a framer', () => {
  it('gives a frame every hop, and leaves out what is left over', () => {
    const steps = Float32Array.from({ length: FRAME_SIZE + 2 * HOP_SIZE + 1000 }, (_, i) => Math.floor(i / HOP_SIZE))
    const { frames, rest } = heard([steps])
    expect(frames.map(([, squares]) => squares / HOP_SIZE)).toStrictEqual([0, 1, 4])
    expect(rest).toBe(HOP_SIZE + 1000)
  })

  it.each([
    [1, 0],
    [2047, 0],
    [2048, 1],
    [3071, 1],
    [3072, 2],
  ])('makes of %i samples %i frames', (samples, frames) => {
    expect(heard([silence(samples)]).frames).toHaveLength(frames)
  })

  it.each([1, 7, 1023, 1024, 2048, 8192, 8193])('gives the same frames in pieces of %i samples', (pieceLength) => {
    const signal = noise(30_000, 3)
    expect(featuresOf(signal, pieceLength)).toStrictEqual(featuresOf(signal, Infinity))
  })

  it('tells of a frame as soon as its last sample is known', () => {
    expect(heard([noise(5_000, 1)], 100).frames.map(([told]) => told)).toStrictEqual([2_100, 3_100, 4_100])
  })

  it('gives the peaks of each hop', () => {
    const signal = noise(FRAME_SIZE + HOP_SIZE, 4).fill(-0.9, HOP_SIZE + 16, HOP_SIZE + 17)
    const peaks: number[] = []
    framer(44_100, { onSamples: () => undefined, onFrame: ({ hopPeaks }) => peaks.push(...hopPeaks) }).push([signal])
    const expected = Array.from({ length: (2 * HOP_SIZE) / PEAK_BLOCK }, (_, i) =>
      Math.max(...signal.subarray(i * PEAK_BLOCK, (i + 1) * PEAK_BLOCK).map(Math.abs)),
    )
    expect(peaks).toStrictEqual(expected)
    expect(peaks[HOP_SIZE / PEAK_BLOCK + 1]).toBe(Math.fround(0.9))
  })

  it('averages channels', () => {
    expect(heard([Float32Array.of(1, 0.5, 8), Float32Array.of(0, -0.5, 4)]).samples).toStrictEqual([0.5, 0, 6])
    expect(
      heard([Float32Array.of(4), Float32Array.of(2), Float32Array.of(8), Float32Array.of(2)]).samples,
    ).toStrictEqual([4])
  })

  it('counts 0 where a sample is not a finite number or far beyond full scale, and the other channel all the same', () => {
    const broken = Float32Array.of(NaN, Infinity, -Infinity, 1e30, -70_000, 65_536, 1)
    expect(heard([broken]).samples).toStrictEqual([0, 0, 0, 0, 0, 65_536, 1])
    expect(heard([broken, new Float32Array(7).fill(1)]).samples).toStrictEqual([0.5, 0.5, 0.5, 0.5, 0.5, 32_768.5, 1])
  })

  it('may be fed in turn with another, at another rate', () => {
    const [one, other] = [noise(20_000, 1), noise(20_000, 2)]
    const alone = [featuresOf(one, Infinity), featuresOf(other, Infinity)]
    const rows: number[][][] = [[], []]
    const both = rows.map((into) =>
      framer(44_100, { onSamples: () => undefined, onFrame: ({ features }) => into.push([...features]) }),
    )
    const third = framer(8_000, { onSamples: () => undefined, onFrame: () => undefined })
    for (let at = 0; at < 20_000; at += 500) {
      both[0]?.push([one.subarray(at, at + 500)])
      third.push([one.subarray(at, at + 500)])
      both[1]?.push([other.subarray(at, at + 500)])
    }
    expect(rows).toStrictEqual(alone)
  })
})
