import { describe, expect, it } from 'vitest'
import { BAND_COUNT } from '../../../../processors/shared/features/bands.ts'
import { TEMPOGRAM_BPM, TEMPOGRAM_NUMBERS, tempogram } from '../../../../processors/shared/features/tempogram.ts'

const FRAMES_PER_SECOND = 44_100 / 1024

/** Bands that leap up at each beat and fade. */
function beating(bpm: number, seconds: number, framesPerSecond = FRAMES_PER_SECOND) {
  const heard = tempogram(framesPerSecond)
  for (let n = 0; n < seconds * framesPerSecond; n += 1) {
    const sinceBeat = ((n / framesPerSecond) * bpm) / 60
    heard.add(new Float64Array(BAND_COUNT).fill(5 * Math.exp(-8 * (sinceBeat % 1))))
  }
  return heard
}

describe('the pulse', () => {
  it.each([70, 100, 123.5, 150])('of %d beats a minute gives the tempo', (bpm) => {
    expect((beating(bpm, 20).tempoBpm() ?? 0) / bpm).toBeCloseTo(1, 1)
  })

  it('repeats at the tempo and at what it is a multiple of, not between', () => {
    const found = beating(120, 30).correlations()
    const near = (bpm: number) =>
      found[TEMPOGRAM_BPM.findIndex((each) => each > bpm / 1.05 && each < bpm * 1.05)] ?? NaN
    expect(near(120)).toBeGreaterThan(0.3)
    expect(near(90)).toBeLessThan(0.1)
    expect(near(40)).toBeGreaterThan(0.3)
  })

  it('is that of the definition', () => {
    const levels = Array.from({ length: 400 }, (_, n) => ((n * n * 7919) % 101) / 20)
    const heard = tempogram(FRAMES_PER_SECOND)
    for (const level of levels) heard.add(new Float64Array(BAND_COUNT).fill(level))
    const onsets = levels.slice(1).map((level, i) => Math.max(0, level - (levels[i] ?? 0)))
    const mean = onsets.reduce((a, b) => a + b, 0) / onsets.length
    const at = (lag: number) =>
      onsets.slice(lag).reduce((sum, value, i) => sum + (value - mean) * ((onsets[i] ?? 0) - mean), 0)
    const wanted = TEMPOGRAM_BPM.map((bpm) => {
      const lag = (60 * FRAMES_PER_SECOND) / bpm
      const left = Math.floor(lag)
      return (at(left) + (lag - left) * (at(left + 1) - at(left))) / at(0)
    })
    heard.correlations().forEach((value, i) => expect(value).toBeCloseTo(wanted[i] ?? NaN, 9))
  })

  it('is none in what never begins anew', () => {
    const steady = tempogram(FRAMES_PER_SECOND)
    for (let n = 0; n < 500; n += 1) steady.add(new Float64Array(BAND_COUNT).fill(3))
    for (const heard of [steady, tempogram(FRAMES_PER_SECOND)]) {
      expect([heard.correlations(), heard.tempoBpm()]).toStrictEqual([new Array(TEMPOGRAM_NUMBERS).fill(0), null])
    }
  })

  it('is nearly the same at another frame rate', () => {
    const [one, other] = [beating(110, 20).correlations(), beating(110, 20, 96_000 / 1024).correlations()]
    const difference = one.reduce((sum, value, i) => sum + Math.abs(value - (other[i] ?? 0)), 0) / TEMPOGRAM_NUMBERS
    expect(difference).toBeLessThan(0.15)
  })
})
