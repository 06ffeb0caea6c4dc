import { checked } from '../../../processors/shared/numeric.ts'
import { sampleAt, SAMPLE_RATE_HZ } from './sound.ts'
import type { Stereo } from './sound.ts'

const BLOCK_SECONDS = 0.4
const STEP_SECONDS = 0.1
const ABSOLUTE_GATE_LUFS = -70
const RELATIVE_GATE_LU = -10

/**
 * Integrated loudness in LUFS (ITU-R BS.1770-5): both channels K-weighted, mean power of blocks of 0.4 s, those below the
 * two gates left out. -Infinity for silence.
 */
export function loudnessLufs(sound: Stereo): number {
  const powers = [weighted(sound.left), weighted(sound.right)]
  const step = Math.round(STEP_SECONDS * SAMPLE_RATE_HZ)
  const block = Math.round(BLOCK_SECONDS * SAMPLE_RATE_HZ)
  const blocks: number[] = []
  for (let start = 0; start + block <= sound.left.length; start += step)
    blocks.push(powers.reduce((sum, power) => sum + (checked(power[start + block]) - checked(power[start])) / block, 0))
  const loud = blocks.filter((power) => lufs(power) > ABSOLUTE_GATE_LUFS)
  const gate = lufs(mean(loud)) + RELATIVE_GATE_LU
  return lufs(mean(loud.filter((power) => lufs(power) > gate)))
}

function lufs(power: number): number {
  return -0.691 + 10 * Math.log10(power)
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Running sum of the squares of the K-weighted channel; one longer than it. */
function weighted(channel: Float32Array): Float64Array {
  const sums = new Float64Array(channel.length + 1)
  let sum = 0
  // Both filters in transposed direct form II, written out: this loop is a tenth of the time that a track takes.
  let [shelf1, shelf2, pass1, pass2] = [0, 0, 0, 0]
  for (let n = 0; n < channel.length; n++) {
    const x = sampleAt(channel, n)
    const y = SHELF.b0 * x + shelf1
    shelf1 = SHELF.b1 * x - SHELF.a1 * y + shelf2
    shelf2 = SHELF.b2 * x - SHELF.a2 * y
    const z = PASS.b0 * y + pass1
    pass1 = PASS.b1 * y - PASS.a1 * z + pass2
    pass2 = PASS.b2 * y - PASS.a2 * z
    sum += z * z
    sums[n + 1] = sum
  }
  return sums
}

// The two filters of BS.1770 as analogue prototypes, so that they fit any sample rate (B. De Man, "Evaluation of
// implementations of the EBU R128 loudness measurement", AES 145, 2018).
const SHELF = highShelf()
const PASS = highPass()

function highShelf() {
  const k = Math.tan((Math.PI * 1681.974450955533) / SAMPLE_RATE_HZ)
  const q = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const a0 = 1 + k / q + k * k
  return {
    b0: (high + (band * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (band * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  }
}

function highPass() {
  const k = Math.tan((Math.PI * 38.13547087602444) / SAMPLE_RATE_HZ)
  const q = 0.5003270373238773
  const a0 = 1 + k / q + k * k
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 }
}
