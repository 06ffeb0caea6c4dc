import { describe, expect, it } from 'vitest'
import { analyser } from '../../../../processors/shared/features/analyser.ts'
import { noise, silence, sine, sum } from '../../../support/audio.ts'

const shapeOf = (signal: Float32Array, sampleRateHz: number) => {
  const ear = analyser(sampleRateHz)
  ear.push([signal])
  return ear.result()
}
const music = (seconds: number, rate: number) => {
  const length = seconds * rate
  return sum(sine(length, 440, rate, 0.2), sine(length, 1_320, rate, 0.1)).map(
    (sample, i) => sample * (1 - ((i / rate) % 0.5)),
  )
}

describe('a description', () => {
  it('is much the same at another sample rate', () => {
    const [one, other] = [shapeOf(music(6, 44_100), 44_100), shapeOf(music(6, 48_000), 48_000)]
    const apart = (a: readonly number[], b: readonly number[]) =>
      Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN))))
    expect(apart(one.bandCepstrum, other.bandCepstrum)).toBeLessThan(1)
    expect(apart(one.chroma, other.chroma)).toBeLessThan(0.1)
    expect(apart(one.bandCentroid.mean, other.bandCentroid.mean)).toBeLessThan(0.5)
    expect((other.tempoBpm ?? NaN) / (one.tempoBpm ?? NaN)).toBeCloseTo(1, 1)
  })

  it('calls high sounds bright and noise noisy', () => {
    const [low, high, hiss] = [sine(44_100, 200, 44_100), sine(44_100, 6_000, 44_100), noise(44_100, 1)].map((signal) =>
      shapeOf(signal, 44_100),
    )
    const centroid = (shape: typeof low) => shape?.bandCentroid.mean[0] ?? NaN
    const flatness = (shape: typeof low) => shape?.bandFlatness.mean[0] ?? NaN
    expect(centroid(high)).toBeGreaterThan(centroid(low) + 10)
    expect(flatness(hiss)).toBeGreaterThan(flatness(low) + 3)
  })

  it('leaves rests out of timbre and notes', () => {
    const tone = music(2, 44_100)
    const rest = silence(44_100)
    const [plain, rested] = [tone, Float32Array.from([...tone, ...rest])].map((signal) => shapeOf(signal, 44_100))
    rested?.chroma.forEach((value, i) => expect(value).toBeCloseTo(plain?.chroma[i] ?? NaN, 1))
    expect(rested?.bandCentroid.mean[0]).toBeCloseTo(plain?.bandCentroid.mean[0] ?? NaN, 0)
  })
})
