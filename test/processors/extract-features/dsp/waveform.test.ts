import { describe, expect, it } from 'vitest'
import { PEAK_COUNT, waveform } from '../../../../processors/extract-features/dsp/waveform.ts'
import { noise } from '../../../support/audio.ts'

function peaksOf(signal: Float32Array, pieceLength = signal.length): Uint8Array {
  const drawing = waveform()
  for (let at = 0; at < signal.length; at += pieceLength) drawing.add(signal.subarray(at, at + pieceLength))
  return drawing.peaks()
}

const levels = Array.from({ length: PEAK_COUNT }, (_, i) => i / (PEAK_COUNT - 1))

/** A stretch for each level: one sample has it, the others are lower. */
function stairs(steps: readonly number[], samplesPerStretch: number): Float32Array {
  return Float32Array.from({ length: PEAK_COUNT * samplesPerStretch }, (_, i) => {
    const level = steps[Math.floor(i / samplesPerStretch)] ?? 0
    return i % samplesPerStretch === Math.floor(samplesPerStretch / 2) ? -level : level / 2
  })
}

describe('a waveform', () => {
  it.each([
    ['short and rising', levels, 5],
    ['short and falling', levels.toReversed(), 5],
    ['longer than its memory and rising', levels, 2_000],
    ['longer than its memory and falling', levels.toReversed(), 2_000],
  ])('has the largest absolute sample of each stretch of a track that is %s', (_, steps, samplesPerStretch) => {
    expect(peaksOf(stairs(steps, samplesPerStretch))).toStrictEqual(
      Uint8Array.from(steps, (level) => Math.round(255 * level)),
    )
  })

  it('ends at full scale', () => {
    expect([...peaksOf(new Float32Array(PEAK_COUNT).fill(3))]).toStrictEqual(new Array(PEAK_COUNT).fill(255))
  })

  it('shows the last sample, wherever the stretches end', () => {
    const signal = new Float32Array(1_000_003)
    signal[signal.length - 1] = 1
    expect(peaksOf(signal).at(-1)).toBe(255)
  })

  it.each([1, 77, 44_100, 131_072])('is the same in pieces of %i samples', (pieceLength) => {
    const signal = noise(300_000, 3).map((sample, i) => sample * Math.sin(i / 20_000))
    expect(peaksOf(signal, pieceLength)).toStrictEqual(peaksOf(signal))
  })
})
