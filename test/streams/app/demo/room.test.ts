import { expect, it } from 'vitest'
import { reverberate } from '../../../../streams/app/demo/room.ts'
import { SAMPLE_RATE_HZ, silence } from '../../../../streams/app/demo/sound.ts'

const energy = (samples: Float32Array) => samples.reduce((sum, value) => sum + value * value, 0)

it('is silent before its pre-delay and the shortest line, and falls by 60 dB within its time', () => {
  const seconds = 0.5
  const source = silence(SAMPLE_RATE_HZ)
  source.left[0] = 1
  source.right[0] = 1
  const { left } = reverberate(source, { seconds, dampingHz: 20_000 })
  const preDelay = Math.round(0.018 * SAMPLE_RATE_HZ) + 1_327
  const length = SAMPLE_RATE_HZ / 20
  const early = energy(left.subarray(preDelay, preDelay + length))
  const late = energy(left.subarray(preDelay + seconds * SAMPLE_RATE_HZ, preDelay + seconds * SAMPLE_RATE_HZ + length))
  expect(energy(left.subarray(0, preDelay))).toBe(0)
  expect(early).toBeGreaterThan(0)
  expect(10 * Math.log10(late / early)).toBeLessThan(-50)
})
