import { checked } from '../../../processors/shared/numeric.ts'
import type { Room } from './song.ts'
import { sampleAt, SAMPLE_RATE_HZ, samplesOf, silence } from './sound.ts'
import type { Stereo } from './sound.ts'

/** Lengths of the delay lines in samples, without common divisors, so that their echoes do not coincide. */
const LINES = [1327, 1559, 1823, 2141, 2503, 2887, 3323, 3769] as const
const COUNT = LINES.length
const PRE_DELAY_SECONDS = 0.018
const INPUT_GAIN = 0.35

/**
 * The reverberation of a source, without the source itself: a feedback delay network of eight lines (Jot and Chaigne,
 * AES 90, 1991). Its Householder matrix preserves energy, so the losses alone set the reverberation time.
 */
export function reverberate(source: Stereo, room: Room): Stereo {
  const length = source.left.length
  const wet = silence(length)
  const sizes = Int32Array.from(LINES)
  const starts = Int32Array.from(LINES, (_, line) => LINES.slice(0, line).reduce((sum, size) => sum + size, 0))
  const memory = new Float32Array(LINES.reduce((sum, size) => sum + size, 0))
  const places = new Int32Array(COUNT)
  const losses = Float64Array.from(LINES, (size) => 10 ** ((-3 * size) / (room.seconds * SAMPLE_RATE_HZ)))
  const dull = new Float64Array(COUNT)
  const outs = new Float64Array(COUNT)
  const open = 1 - Math.exp((-2 * Math.PI * room.dampingHz) / SAMPLE_RATE_HZ)
  const before = samplesOf(PRE_DELAY_SECONDS)
  for (let n = 0; n < length; n++) {
    let sum = 0
    for (let i = 0; i < COUNT; i++) {
      const last = checked(dull[i])
      const kept = last + (checked(memory[checked(starts[i]) + checked(places[i])]) - last) * open
      dull[i] = kept
      const out = kept * checked(losses[i])
      outs[i] = out
      sum += out
    }
    const early = n - before
    const inLeft = early < 0 ? 0 : sampleAt(source.left, early) * INPUT_GAIN
    const inRight = early < 0 ? 0 : sampleAt(source.right, early) * INPUT_GAIN
    const shared = sum * (2 / COUNT)
    let left = 0
    let right = 0
    for (let i = 0; i < COUNT; i++) {
      const out = checked(outs[i])
      const place = checked(places[i])
      memory[checked(starts[i]) + place] = out - shared + (i % 2 === 0 ? inLeft : inRight)
      places[i] = place + 1 === sizes[i] ? 0 : place + 1
      const signed = i % 4 < 2 ? out : -out
      if (i % 2 === 0) left += signed
      else right += signed
    }
    wet.left[n] = left
    wet.right[n] = right
  }
  return wet
}
