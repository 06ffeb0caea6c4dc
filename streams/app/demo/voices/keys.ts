import type { Voice } from '../song.ts'
import { addAt, SAMPLE_RATE_HZ, samplesOf } from '../sound.ts'

const TURN = 2 * Math.PI

/** Two sines, one bending the other (Chowning, JAES 21(7), 1973), struck and left to ring while the key is held. */
export interface Struck {
  /** Frequency of the bending sine as a multiple of the tone's. */
  readonly ratio: number
  /** How far it bends at the start, in radians. */
  readonly index: number
  readonly indexSeconds: number
  /** Time in which the tone falls to a third, at middle C; higher tones fall faster. */
  readonly ringSeconds: number
  readonly release: number
  readonly attack?: number
}

export function struck(sound: Struck): Voice {
  return (bus, start, tone) => {
    const held = samplesOf(tone.seconds)
    const release = samplesOf(sound.release)
    const total = Math.min(held + release, bus.left.length - start)
    const step = (TURN * tone.hz) / SAMPLE_RATE_HZ
    const ring = Math.exp(-1 / (sound.ringSeconds * Math.sqrt(262 / tone.hz) * SAMPLE_RATE_HZ))
    const calm = Math.exp(-1 / (sound.indexSeconds * SAMPLE_RATE_HZ))
    const attack = Math.max(1, samplesOf(sound.attack ?? 0.002))
    let index = sound.index * (0.3 + 0.7 * tone.velocity)
    let level = 0.4 * tone.velocity
    for (let n = 0; n < total; n++) {
      const phase = step * n
      const fall = n > held ? 1 - (n - held) / release : 1
      const wave = Math.sin(phase + index * Math.sin(phase * sound.ratio))
      const value = wave * level * fall * fall * (n < attack ? n / attack : 1)
      level *= ring
      index *= calm
      addAt(bus.left, start + n, value)
      addAt(bus.right, start + n, value)
    }
  }
}

const body = struck({ ratio: 1, index: 1.3, indexSeconds: 0.7, ringSeconds: 1.5, release: 0.12 })
const tine = struck({ ratio: 14, index: 0.35, indexSeconds: 0.08, ringSeconds: 0.25, release: 0.1 })

/** An electric piano: a warm body that brightens when it is hit hard, and the tick of its tine. */
export const electricPiano: Voice = (bus, start, tone, random) => {
  body(bus, start, tone, random)
  tine(bus, start, { ...tone, velocity: tone.velocity * tone.velocity * 0.5 }, random)
}

export const bell = struck({ ratio: 3.53, index: 1.6, indexSeconds: 0.9, ringSeconds: 2.2, release: 1.2 })
export const celesta = struck({ ratio: 5, index: 0.6, indexSeconds: 0.15, ringSeconds: 0.7, release: 0.4 })
export const vibraphone = struck({ ratio: 4, index: 0.5, indexSeconds: 0.25, ringSeconds: 1.6, release: 0.3 })

const PARTIALS = 9
/** How much stiffer than an ideal string; see Fletcher and Rossing, The Physics of Musical Instruments, section 12.3. */
const INHARMONICITY = 0.0004

/** A felt piano: stretched partials, the higher the sooner gone, each as one turning point in the plane. */
export const piano: Voice = (bus, start, tone, random) => {
  const held = samplesOf(tone.seconds)
  const release = samplesOf(0.25)
  const total = Math.min(held + release, bus.left.length - start)
  const lean = Math.min(0.3, Math.max(-0.3, (tone.midi - 60) / 60))
  for (let partial = 1; partial <= PARTIALS; partial++) {
    const hz = tone.hz * partial * Math.sqrt(1 + INHARMONICITY * partial * partial)
    if (hz > 12_000) break
    const fall = Math.exp(-(1.1 + 0.8 * partial) / (1.6 * SAMPLE_RATE_HZ) / Math.sqrt(262 / tone.hz))
    const turn = (TURN * hz) / SAMPLE_RATE_HZ
    const cos = Math.cos(turn) * fall
    const sin = Math.sin(turn) * fall
    const level = 0.42 * tone.velocity * partial ** -(2.1 - tone.velocity)
    const phase = random.between(0, TURN)
    let x = level * Math.cos(phase)
    let y = level * Math.sin(phase)
    for (let n = 0; n < total; n++) {
      const damped = n > held ? 1 - (n - held) / release : 1
      const value = y * damped * damped * (n < 90 ? n / 90 : 1)
      addAt(bus.left, start + n, value * (1 - lean))
      addAt(bus.right, start + n, value * (1 + lean))
      const turned = x * cos - y * sin
      y = x * sin + y * cos
      x = turned
    }
  }
}
