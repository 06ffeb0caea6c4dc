import { describe, expect, it } from 'vitest'
import { ZERO_CROSSINGS } from '../../../../processors/shared/features/frame-features.ts'
import { framer } from '../../../../processors/shared/features/framer.ts'
import { FRAME_SIZE, HOP_SIZE } from '../../../../processors/shared/features/framing.ts'
import { isWithinTolerance } from '../../../../processors/shared/features/tolerances.ts'
import { chirp, clipped, noise, silence, sine, sum } from '../../../support/audio.ts'
import { meydaAt } from './meyda.ts'

const SECOND = 44_100
const signals = {
  'seeded noise': noise(SECOND, 7),
  'very quiet noise': noise(SECOND, 8, 1e-4),
  'a chirp from 20 Hz to 20 kHz': chirp(SECOND, 20, 20_000, 44_100),
  'a chord': sum(sine(SECOND, 220, 44_100, 0.2), sine(SECOND, 277.2, 44_100, 0.2), sine(SECOND, 329.6, 44_100, 0.2)),
  'a clipped chord': clipped(sum(sine(SECOND, 110, 44_100), sine(SECOND, 165, 44_100))),
  'a constant offset': new Float32Array(SECOND).fill(0.25),
  'a single click': silence(SECOND).fill(1, 5_000, 5_001),
  'sound that begins after silence': sum(
    silence(SECOND),
    silence(SECOND).map((_, i) => (i > 20_000 ? 0.3 : 0)),
  ),
  silence: silence(SECOND),
}
/** At 10 291 Hz an edge of the mel bank is in another bin unless it is rounded to 32 bits on the way, as in Meyda. */
const ratesHz = [8_000, 10_291, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000]

interface Difference {
  readonly frame: number
  readonly feature: number
  readonly ours: number
  readonly meydas: number
}

function differences(signal: Float32Array, sampleRateHz: number): { frames: number; found: Difference[] } {
  const meyda = meydaAt(sampleRateHz)
  const found: Difference[] = []
  let frames = 0
  const { push } = framer(sampleRateHz, {
    onSamples: () => undefined,
    onFrame({ features }) {
      const frame = signal.slice(HOP_SIZE * frames, HOP_SIZE * frames + FRAME_SIZE)
      meyda(frame).forEach((expected, feature) => {
        const actual = features[feature] ?? 0
        const isSame = isWithinTolerance(feature, actual, expected)
        if (!isSame) found.push({ frame: frames, feature, ours: actual, meydas: expected })
      })
      frames += 1
    },
  })
  push([signal])
  return { frames, found }
}

/** Of a signal that is one frame. */
function featuresOf(signal: Float32Array): Float64Array {
  let copy = new Float64Array()
  const { push } = framer(44_100, {
    onSamples: () => undefined,
    onFrame: ({ features }) => (copy = features.slice()),
  })
  push([signal])
  return copy
}

describe('the features of a frame', () => {
  for (const sampleRateHz of ratesHz) {
    it.each(Object.entries(signals))(`are those of Meyda at ${sampleRateHz} Hz: %s`, (_, signal) => {
      expect(differences(signal, sampleRateHz)).toStrictEqual({ frames: 42, found: [] })
    })
  }

  it('count zero crossings on the windowed frame, whose ends are 0 and so positive', () => {
    const falling = Float32Array.from({ length: FRAME_SIZE }, (_, i) => (i === 0 ? 1 : -1))
    const negative = new Float32Array(FRAME_SIZE).fill(-1)
    const crossings = [falling, negative].map((signal) => featuresOf(signal)[ZERO_CROSSINGS])
    expect(crossings).toStrictEqual([2, 2])
  })
})
