import { describe, expect, it } from 'vitest'
import { chroma } from '../../../../processors/shared/features/chroma.ts'
import { FRAME_SIZE } from '../../../../processors/shared/features/framing.ts'
import { noise, silence, sine, sum } from '../../../support/audio.ts'
import { eachFrame } from './spectra.ts'

const RATE = 44_100
function chromaOf(signal: Float32Array, sampleRateHz = RATE): readonly number[] {
  const heard = chroma(sampleRateHz, FRAME_SIZE)
  eachFrame(signal, sampleRateHz, ({ power, magnitude }) => heard.add(power, magnitude))
  return heard.mean()
}
const tone = (hz: number, rate = RATE) => sine(4 * FRAME_SIZE, hz, rate, 0.2)
const strongest = (found: readonly number[], count: number) =>
  found.map((value, i) => ({ value, i })).sort((a, b) => b.value - a.value).slice(0, count).map(({ i }) => i).sort((a, b) => a - b) // prettier-ignore

describe('chroma', () => {
  it.each([
    ['A4', 440, 0],
    ['A3, between two bins', 220, 0],
    ['A#4', 466.16, 1],
    ['C4', 261.63, 3],
    ['G#5', 830.61, 11],
  ])('analyses %s as its pitch class', (_, hz, pitchClass) => {
    const found = chromaOf(tone(hz))
    expect(found[pitchClass]).toBeGreaterThan(0.95)
  })

  it('analyses the notes of a chord', () => {
    expect(strongest(chromaOf(sum(tone(261.63), tone(329.63), tone(392))), 3)).toStrictEqual([3, 7, 10])
  })

  it('analyses the same notes at half the sample rate', () => {
    expect(strongest(chromaOf(sum(tone(440, 22_050), tone(554.37, 22_050)), 22_050), 2)).toStrictEqual([0, 4])
  })

  it('analyses all notes in noise, and none in silence', () => {
    const found = chromaOf(noise(100 * FRAME_SIZE, 3))
    expect(Math.max(...found) / Math.min(...found)).toBeLessThan(1.5)
    expect(chromaOf(silence(FRAME_SIZE))).toStrictEqual(new Array(12).fill(0))
  })
})
