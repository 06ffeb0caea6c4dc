import { describe, expect, it } from 'vitest'
import { levelOf } from '../../../ui/data/levelling.ts'

const dB = (gain: number) => 20 * Math.log10(gain)

describe('levelling', () => {
  it('takes the gain of the album where the album plays as one, else that of the track', () => {
    const levels = { trackGainDb: -9, albumGainDb: -7 }
    expect(dB(levelOf({ levels }, false))).toBeCloseTo(-9)
    expect(dB(levelOf({ levels }, true))).toBeCloseTo(-7)
    expect(dB(levelOf({ levels: { trackGainDb: -9 } }, true))).toBeCloseTo(-9)
    expect(dB(levelOf({ levels: { albumGainDb: -7 } }, false))).toBeCloseTo(-7)
  })

  it('takes the measured loudness where no tag says a gain', () => {
    expect(dB(levelOf({ levels: { loudnessLufs: -8.5 } }, false))).toBeCloseTo(-9.5)
    expect(dB(levelOf({}, false))).toBeCloseTo(-6)
  })

  it('amplifies no further than the loudest sample allows', () => {
    expect(levelOf({ levels: { trackGainDb: 8, trackPeak: 0.8 } }, false)).toBeCloseTo(1.25)
    expect(levelOf({ levels: { trackGainDb: 8 } }, false)).toBe(1)
    expect(levelOf({ levels: { trackGainDb: -1, trackPeak: 1.3 } }, false)).toBeCloseTo(1 / 1.3)
  })
})
