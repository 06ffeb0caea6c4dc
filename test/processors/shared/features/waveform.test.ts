import { describe, expect, it } from 'vitest'
import { PEAK_COUNT, waveform } from '../../../../processors/shared/features/waveform.ts'
import { noise } from '../../../support/audio.ts'

/** Each sample stands for a block. */
function peaksOf(signal: Float32Array, pieceLength = signal.length): Uint8Array {
  const drawing = waveform()
  const blocks = signal.map(Math.abs)
  for (let at = 0; at < blocks.length; at += pieceLength) drawing.add(blocks.subarray(at, at + pieceLength))
  return drawing.peaks()
}

const levels = Array.from({ length: PEAK_COUNT }, (_, i) => i / (PEAK_COUNT - 1))

/** A stretch for each level: one block has it, the others are lower. */
function stairs(steps: readonly number[], blocksPerStretch: number): Float32Array {
  return Float32Array.from({ length: PEAK_COUNT * blocksPerStretch }, (_, i) => {
    const level = steps[Math.floor(i / blocksPerStretch)] ?? 0
    return i % blocksPerStretch === Math.floor(blocksPerStretch / 2) ? -level : level / 2
  })
}

describe('a waveform', () => {
  it.each([
    ['short and rising', levels, 5],
    ['short and falling', levels.toReversed(), 5],
    ['longer than its memory and rising', levels, 2_000],
    ['longer than its memory and falling', levels.toReversed(), 2_000],
  ])('has the largest block of each stretch of a track that is %s', (_, steps, blocksPerStretch) => {
    expect(peaksOf(stairs(steps, blocksPerStretch))).toStrictEqual(
      Uint8Array.from(steps, (level) => Math.round(255 * level)),
    )
  })

  it('ends at full scale', () => {
    expect([...peaksOf(new Float32Array(PEAK_COUNT).fill(3))]).toStrictEqual(new Array(PEAK_COUNT).fill(255))
  })

  it('shows the last block, wherever the stretches end', () => {
    const signal = new Float32Array(1_000_003)
    signal[signal.length - 1] = 1
    expect(peaksOf(signal).at(-1)).toBe(255)
  })

  it.each([1, 77, 44_100, 131_072])('is the same in pieces of %i blocks', (pieceLength) => {
    const signal = noise(300_000, 3).map((sample, i) => sample * Math.sin(i / 20_000))
    expect(peaksOf(signal, pieceLength)).toStrictEqual(peaksOf(signal))
  })
})
