import { describe, expect, it } from 'vitest'
import { loudness } from '../../../../processors/shared/features/loudness.ts'
import { noise, silence, sine } from '../../../support/audio.ts'

const lufs = (channels: readonly Float32Array[], sampleRateHz: number, piece = Infinity) => {
  const heard = loudness(sampleRateHz)
  const length = channels[0]?.length ?? 0
  for (let at = 0; at < length; at += piece) {
    heard.add(channels.map((channel) => channel.subarray(at, Math.min(length, at + piece))))
  }
  return heard.integratedLufs()
}
/** Low, so that the long cases are short to compute. */
const RATE = 16_000
const dbfs = (db: number) => 10 ** (db / 20)
const stereo = (rate: number, ...parts: readonly (readonly [seconds: number, db: number])[]) => {
  const whole = new Float32Array(rate * parts.reduce((sum, [seconds]) => sum + seconds, 0))
  let at = 0
  for (const [seconds, db] of parts) {
    whole.set(sine(Math.round(seconds * rate), 1_000, rate, dbfs(db)), Math.round(at))
    at += seconds * rate
  }
  return [whole, whole]
}

// The numbered cases are those of EBU Tech 3341, table 1, which asks for 0.1 LU.
describe('loudness', () => {
  it.each([44_100, 48_000, 96_000, 22_050])('of a tone at %i samples a second is its level (cases 1, 2)', (rate) => {
    expect(lufs(stereo(rate, [4, -23]), rate)).toBeCloseTo(-23, 1)
    expect(lufs(stereo(rate, [4, -33]), rate)).toBeCloseTo(-33, 1)
  })

  it('leaves out what is far quieter than the rest (case 3)', () => {
    expect(lufs(stereo(RATE, [10, -36], [60, -23], [10, -36]), RATE)).toBeCloseTo(-23, 1)
  })

  it('leaves out what is next to silence, before the mean is taken (case 4)', () => {
    const parts = [[10, -72], [10, -36], [60, -23], [10, -36], [10, -72]] as const // prettier-ignore
    expect(lufs(stereo(RATE, ...parts), RATE)).toBeCloseTo(-23, 1)
  })

  it('keeps what is a little quieter (case 5)', () => {
    const found = lufs(stereo(RATE, [20, -26], [20.1, -20], [20, -26]), RATE)
    expect(Math.abs((found ?? NaN) + 23)).toBeLessThan(0.1)
  })

  it('weighs the channels of surround sound (case 6)', () => {
    const at = (db: number) => sine(4 * 48_000, 1_000, 48_000, dbfs(db))
    expect(lufs([at(-28), at(-28), at(-24), at(0), at(-30), at(-30)], 48_000)).toBeCloseTo(-23, 1)
  })

  it('analyses the last of an odd number of channels as any other', () => {
    const tone = sine(48_000, 1_000, 48_000, 0.5)
    const none = silence(48_000)
    const alone = lufs([tone], 48_000)
    expect(alone).not.toBeNull()
    expect([lufs([none, none, tone], 48_000), lufs([tone, none, none], 48_000)]).toStrictEqual([alone, alone])
  })

  it('analyses lows less and highs more, by the tabulated filters', () => {
    const of = (hz: number) => lufs([sine(4 * 48_000, hz, 48_000, 0.5)], 48_000) ?? NaN
    const mid = of(1_000)
    expect(of(10_000) - mid).toBeCloseTo(3.3, 1)
    expect(of(40) - mid).toBeLessThan(-5)
  })

  it('is null for silence and for less than a block', () => {
    expect(lufs([silence(48_000)], 48_000)).toBeNull()
    expect(lufs([sine(19_000, 1_000, 48_000)], 48_000)).toBeNull()
  })

  it('takes what is no number for silence', () => {
    const [signal, broken] = [noise(96_000, 1), noise(96_000, 1)]
    broken[50] = NaN
    broken[51] = Infinity
    expect(lufs([broken], 48_000)).toBeCloseTo(lufs([signal], 48_000) ?? NaN, 2)
  })

  it('is the same in pieces of any length', () => {
    const signal = [noise(100_000, 1), noise(100_000, 2)]
    expect(lufs(signal, 44_100, 777)).toBe(lufs(signal, 44_100))
  })
})
