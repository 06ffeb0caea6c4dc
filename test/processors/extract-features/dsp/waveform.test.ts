import { describe, expect, it } from 'vitest'
import { PEAK_COUNT, waveform } from '../../../../processors/extract-features/dsp/waveform.ts'
import { noise } from '../../../support/audio.ts'

function peaksOf(signal: Float32Array, pieceLength = signal.length): Uint8Array {
  const drawing = waveform()
  for (let at = 0; at < signal.length; at += pieceLength) drawing.add(signal.subarray(at, at + pieceLength))
  return drawing.peaks()
}

/** One level per stretch, from 0 to 1; each sample of a stretch is below it but one. */
function stairs(samplesPerStretch: number): Float32Array {
  return Float32Array.from({ length: PEAK_COUNT * samplesPerStretch }, (_, i) => {
    const level = Math.floor(i / samplesPerStretch) / (PEAK_COUNT - 1)
    return i % samplesPerStretch === 1 ? -level : level / 2
  })
}

describe('a waveform', () => {
  it.each([
    ['short', 5],
    ['longer than its memory', 5_000],
  ])('has the largest absolute sample of each stretch of a track that is %s', (_, samplesPerStretch) => {
    const expected = Uint8Array.from({ length: PEAK_COUNT }, (__, i) => Math.round((255 * i) / (PEAK_COUNT - 1)))
    expect(peaksOf(stairs(samplesPerStretch))).toStrictEqual(expected)
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
