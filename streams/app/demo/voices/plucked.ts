import type { Voice } from '../song.ts'
import { addAt, sampleAt, SAMPLE_RATE_HZ, samplesOf } from '../sound.ts'

export interface StringSound {
  /** Time to fall by 60 dB for the lowest partial at 220 Hz; lower strings ring longer. */
  readonly ringSeconds: number
  /** Share of the highs that survive each round trip: 0 dull, 1 wiry. */
  readonly brightness: number
  /** Where the string is plucked, as a share of its length: small is sharp. */
  readonly position: number
  readonly release: number
  readonly gain?: number
}

/** A plucked string: noise that goes round in a delay line and loses its highs (Karplus and Strong, CMJ 7(2), 1983). */
export function plucked(sound: StringSound): Voice {
  return (bus, start, tone, random) => {
    const smoothing = 0.5 * (1 - sound.brightness)
    // The loop's low-pass delays too: by as much as it leans on the sample before.
    const period = SAMPLE_RATE_HZ / tone.hz - smoothing
    const length = Math.floor(period)
    const fraction = period - length
    const line = excitation(length + 1, sound, tone.velocity, random)
    const ring = sound.ringSeconds * Math.sqrt(220 / tone.hz)
    const loss = 10 ** (-3 / (ring * tone.hz))
    const held = samplesOf(tone.seconds)
    const release = samplesOf(sound.release)
    const total = Math.min(held + release, bus.left.length - start)
    const level = 0.7 * tone.velocity * (sound.gain ?? 1)
    let index = 0
    let before = 0
    for (let n = 0; n < total; n++) {
      const next = index === length ? 0 : index + 1
      const oldest = sampleAt(line, next)
      const older = sampleAt(line, index)
      // `next` was written length samples ago, `index` length + 1: read between them.
      const out = oldest * (1 - fraction) + older * fraction
      const smooth = out * (1 - smoothing) + before * smoothing
      before = out
      line[index] = smooth * loss
      index = next
      const fall = n > held ? 1 - (n - held) / release : 1
      const value = out * level * fall
      addAt(bus.left, start + n, value)
      addAt(bus.right, start + n, value)
    }
  }
}

/** One period of noise, duller when played softly, without the partials that a pluck at this place cannot sound. */
function excitation(length: number, sound: StringSound, velocity: number, random: { next(): number }): Float32Array {
  const raw = new Float32Array(length)
  const dull = 1 - (0.3 + 0.5 * velocity) * (0.2 + 0.6 * sound.brightness)
  let once = 0
  let twice = 0
  for (let n = 0; n < length; n++) {
    once = once * dull + (random.next() * 2 - 1) * (1 - dull)
    twice = twice * dull + once * (1 - dull)
    raw[n] = twice
  }
  const distance = Math.max(1, Math.round(sound.position * length))
  const combed = raw.map((value, n) => value - 0.8 * sampleAt(raw, (n - distance + length) % length))
  const mean = combed.reduce((sum, value) => sum + value, 0) / length
  const power = Math.sqrt(combed.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length)
  return combed.map((value) => ((value - mean) / (power + 1e-9)) * 0.35)
}

export const guitar = plucked({ ringSeconds: 4, brightness: 0.72, position: 0.16, release: 0.15 })
export const harp = plucked({ ringSeconds: 5, brightness: 0.55, position: 0.35, release: 0.8 })
export const mandolin = plucked({ ringSeconds: 2, brightness: 0.9, position: 0.1, release: 0.08, gain: 0.8 })
export const uprightBass = plucked({ ringSeconds: 1.8, brightness: 0.25, position: 0.28, release: 0.07, gain: 1.3 })
