import { describe, expect, it } from 'vitest'
import { loudnessLufs } from '../../../../streams/app/demo/loudness.ts'
import { SAMPLE_RATE_HZ, silence } from '../../../../streams/app/demo/sound.ts'

/** A sine in both channels. */
function sine(hz: number, peakDb: number, seconds: number) {
  const samples = Float32Array.from(
    { length: seconds * SAMPLE_RATE_HZ },
    (_, n) => 10 ** (peakDb / 20) * Math.sin((2 * Math.PI * hz * n) / SAMPLE_RATE_HZ),
  )
  return { left: samples, right: samples }
}

function joined(...sounds: readonly ReturnType<typeof sine>[]) {
  const samples = new Float32Array(sounds.reduce((sum, { left }) => sum + left.length, 0))
  let end = 0
  for (const { left } of sounds) {
    samples.set(left, end)
    end += left.length
  }
  return { left: samples, right: samples }
}

describe('loudness', () => {
  // The first two are, shortened, cases 1 and 3 of EBU Tech 3341, whose tolerance is 0.1 LU.
  it('of 1 kHz at -23 dB in both channels is -23 LUFS', () => {
    expect(loudnessLufs(sine(1000, -23, 5))).toBeCloseTo(-23, 1)
  })

  it('leaves out what is far below the rest', () => {
    const sound = joined(sine(1000, -36, 5), sine(1000, -23, 20), sine(1000, -36, 5))
    expect(Math.abs(loudnessLufs(sound) + 23)).toBeLessThan(0.1)
  })

  it('counts low sound for less than high sound', () => {
    expect(loudnessLufs(sine(40, -20, 3))).toBeLessThan(loudnessLufs(sine(4000, -20, 3)) - 6)
  })

  it('of silence is minus infinity', () => {
    expect(loudnessLufs(silence(SAMPLE_RATE_HZ))).toBe(-Infinity)
  })
})
