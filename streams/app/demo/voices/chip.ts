import type { Voice } from '../song.ts'
import { addAt, blep, SAMPLE_RATE_HZ, samplesOf } from '../sound.ts'

/** A pulse channel of an early game console. @param width share of the period that is high. */
export function pulse(width: number, decaySeconds: number): Voice {
  return (bus, start, tone) => {
    const total = Math.min(samplesOf(tone.seconds), bus.left.length - start)
    const step = tone.hz / SAMPLE_RATE_HZ
    let phase = 0
    for (let n = 0; n < total; n++) {
      phase += step
      if (phase >= 1) phase -= 1
      const fall = phase + 1 - width
      const wave =
        (phase < width ? 1 : -1) + blep(phase, step) - blep(fall >= 1 ? fall - 1 : fall, step) + 1 - 2 * width
      const value = wave * 0.25 * tone.velocity * volume16(n, total, decaySeconds)
      addAt(bus.left, start + n, value)
      addAt(bus.right, start + n, value)
    }
  }
}

/** The console's bass: a triangle in sixteen steps, on or off. */
export const steppedTriangle: Voice = (bus, start, tone) => {
  const total = Math.min(samplesOf(tone.seconds), bus.left.length - start)
  const step = tone.hz / SAMPLE_RATE_HZ
  let phase = 0.25
  for (let n = 0; n < total; n++) {
    phase += step
    if (phase >= 1) phase -= 1
    const wave = Math.round((1 - 4 * Math.abs(phase - 0.5)) * 7.5) / 7.5
    const edge = Math.min(1, n / 60, (total - n) / 60)
    addAt(bus.left, start + n, wave * 0.45 * tone.velocity * edge)
    addAt(bus.right, start + n, wave * 0.45 * tone.velocity * edge)
  }
}

/** The noise channel: a 15-bit shift register, clocked the slower the lower the note. */
export const shiftNoise: Voice = (bus, start, tone) => {
  const total = Math.min(samplesOf(Math.min(tone.seconds, 0.3)), bus.left.length - start)
  const period = Math.max(1, Math.round(2 ** ((84 - tone.midi) / 8)))
  const fade = tone.midi < 60 ? 0.09 : 0.035
  let register = 1
  let value = 1
  for (let n = 0; n < total; n++) {
    if (n % period === 0) {
      register = (register >> 1) | (((register ^ (register >> 1)) & 1) << 14)
      value = register & 1 ? 1 : -1
    }
    const sample = value * 0.3 * tone.velocity * Math.exp(-n / (fade * SAMPLE_RATE_HZ)) * Math.min(1, (total - n) / 60)
    addAt(bus.left, start + n, sample)
    addAt(bus.right, start + n, sample)
  }
}

/** Sixteen levels of volume, as the chip had, with soft edges so that nothing clicks. */
function volume16(n: number, total: number, decaySeconds: number): number {
  const level = Math.exp(-n / (decaySeconds * SAMPLE_RATE_HZ))
  return (Math.ceil(level * 15) / 15) * Math.min(1, n / 30, (total - n) / 60)
}
