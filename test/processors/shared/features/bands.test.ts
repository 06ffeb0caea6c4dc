import { describe, expect, it } from 'vitest'
import { BAND_COUNT, bandBank, bandEnergies } from '../../../../processors/shared/features/bands.ts'
import { FRAME_SIZE } from '../../../../processors/shared/features/framing.ts'
import { sine } from '../../../support/audio.ts'
import { eachFrame } from './spectra.ts'

function energiesOf(hz: number, sampleRateHz: number): number[] {
  const energies = new Float64Array(BAND_COUNT)
  const bank = bandBank(sampleRateHz, FRAME_SIZE)
  eachFrame(sine(FRAME_SIZE, hz, sampleRateHz), sampleRateHz, ({ power }) => bandEnergies(bank, power, energies))
  return [...energies]
}
const loudest = (energies: readonly number[]) => energies.indexOf(Math.max(...energies))

describe('bands fixed in hertz', () => {
  it.each([300, 1_000, 5_000, 10_000])('hear a tone of %i Hz in one place at any sample rate', (hz) => {
    const rates = [22_050, 44_100, 48_000, 96_000]
    expect(new Set(rates.map((rate) => loudest(energiesOf(hz, rate)))).size).toBe(1)
    const [first = 0, ...others] = rates.map((rate) => Math.max(...energiesOf(hz, rate)))
    for (const other of others) expect(Math.log(other / first)).toBeCloseTo(0, 0)
  })

  it('cover every bin between the middle of the first and of the last band once', () => {
    const { first, offsets, weights } = bandBank(44_100, FRAME_SIZE)
    const cover = new Float64Array(FRAME_SIZE / 2)
    for (let band = 0; band < BAND_COUNT; band += 1) {
      const [from = 0, to = 0] = offsets.subarray(band)
      for (let i = from; i < to; i += 1) {
        const bin = (first[band] ?? 0) + i - from
        cover[bin] = (cover[bin] ?? 0) + (weights[i] ?? 0)
      }
    }
    for (const weight of cover.subarray(4, 470)) expect(weight).toBeCloseTo(1, 9)
  })

  it('are empty above half the sample rate, and never without a bin below', () => {
    const bins = (sampleRateHz: number) => {
      const { offsets } = bandBank(sampleRateHz, FRAME_SIZE)
      return Array.from({ length: BAND_COUNT }, (_, band) => (offsets[band + 1] ?? 0) - (offsets[band] ?? 0))
    }
    expect(bins(192_000).every((count) => count > 0)).toBe(true)
    expect(bins(16_000).findIndex((count) => count === 0)).toBe(36)
    expect(
      bins(16_000)
        .slice(36)
        .every((count) => count === 0),
    ).toBe(true)
  })
})
