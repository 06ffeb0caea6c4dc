import { checked } from '../../../../processors/shared/numeric.ts'
import type { Voice } from '../song.ts'
import { addAt, blep, SAMPLE_RATE_HZ, samplesOf } from '../sound.ts'

/** A subtractive synthesiser: detuned oscillators, a low-pass filter with its own envelope, an amplitude envelope. */
export interface Patch {
  readonly shape: 'saw' | 'square' | 'triangle'
  /** Share of a square's period that is high. */
  readonly width?: number
  readonly unison: number
  /** From the lowest to the highest of the unison. */
  readonly detuneCents: number
  /** How far the unison is spread over the channels, 0 to 1. */
  readonly spread: number
  readonly attack: number
  readonly decay: number
  /** Level after the decay, 0 to 1. */
  readonly sustain: number
  readonly release: number
  readonly cutoffHz: number
  /** How many octaves the filter opens at the start of a tone. */
  readonly sweepOctaves: number
  readonly sweepSeconds: number
  /** 0.5 is plain, near 0 whistles. */
  readonly damping: number
  readonly vibratoCents?: number
  /** A sine an octave below, as a share of the rest. */
  readonly sub?: number
}

const VIBRATO_HZ = 5.3
const VIBRATO_AFTER_SECONDS = 0.25
/** Samples between two updates of the filter's cutoff. */
const BLOCK = 16

export function synth(patch: Patch): Voice {
  return (bus, start, tone, random) => {
    const { unison } = patch
    const held = samplesOf(tone.seconds)
    const attack = Math.max(1, samplesOf(patch.attack))
    const release = Math.max(1, samplesOf(patch.release))
    const total = Math.min(held + release, bus.left.length - start)
    const decayPerSample = Math.exp(-1 / (Math.max(patch.decay, 0.001) * SAMPLE_RATE_HZ))
    const phases = Float64Array.from({ length: unison }, () => random.next())
    const tunings = phases.map((_, i) => 2 ** ((unison > 1 ? (i / (unison - 1) - 0.5) * patch.detuneCents : 0) / 1200))
    const toLeft = phases.map((_, i) => Math.sqrt(0.5 + side(i, unison) * patch.spread * 0.5))
    const toRight = phases.map((_, i) => Math.sqrt(0.5 - side(i, unison) * patch.spread * 0.5))
    const base = tone.hz / SAMPLE_RATE_HZ
    const level = (tone.velocity * 0.5) / Math.sqrt(unison)
    const left = new Filter()
    const right = new Filter()
    let subPhase = 0
    let decayed = 1
    let bend = 1

    for (let n = 0; n < total; n++) {
      if (n % BLOCK === 0) {
        const seconds = n / SAMPLE_RATE_HZ
        const open = patch.sweepOctaves * Math.exp(-seconds / Math.max(patch.sweepSeconds, 0.001))
        const cutoffHz = patch.cutoffHz * 2 ** (open * (0.4 + 0.6 * tone.velocity))
        left.tune(cutoffHz, patch.damping)
        right.tune(cutoffHz, patch.damping)
        const depth = (patch.vibratoCents ?? 0) * Math.min(1, Math.max(0, (seconds - VIBRATO_AFTER_SECONDS) * 2))
        bend = 2 ** ((depth * Math.sin(2 * Math.PI * VIBRATO_HZ * seconds)) / 1200)
      }
      let l = 0
      let r = 0
      for (let i = 0; i < unison; i++) {
        const step = base * checked(tunings[i]) * bend
        let phase = checked(phases[i]) + step
        if (phase >= 1) phase -= 1
        phases[i] = phase
        const wave = oscillate(patch.shape, phase, step, patch.width ?? 0.5)
        l += wave * checked(toLeft[i])
        r += wave * checked(toRight[i])
      }
      if (patch.sub !== undefined) {
        subPhase += base / 2
        const sub = Math.sin(2 * Math.PI * subPhase) * patch.sub * Math.sqrt(unison)
        l += sub
        r += sub
      }
      decayed *= decayPerSample
      const body = patch.sustain + (1 - patch.sustain) * decayed
      const ramp = n < attack ? n / attack : 1
      const fall = n > held ? Math.max(0, 1 - (n - held) / release) : 1
      const envelope = level * body * ramp * fall * fall
      addAt(bus.left, start + n, left.lowPass(l) * envelope)
      addAt(bus.right, start + n, right.lowPass(r) * envelope)
    }
  }
}

/** -1 to 1 over the unison, neighbours on opposite sides. */
function side(index: number, unison: number): number {
  if (unison === 1) return 0
  const distance = (2 * index) / (unison - 1) - 1
  return index % 2 === 0 ? distance : -distance
}

function oscillate(shape: Patch['shape'], phase: number, step: number, width: number): number {
  switch (shape) {
    case 'saw':
      return 2 * phase - 1 - blep(phase, step)
    case 'square': {
      const shifted = phase + 1 - width
      const fall = shifted >= 1 ? shifted - 1 : shifted
      return (phase < width ? 1 : -1) + blep(phase, step) - blep(fall, step) + 1 - 2 * width
    }
    case 'triangle':
      return 1 - 4 * Math.abs(phase - 0.5)
  }
}

/** A state-variable filter that stays stable while it is retuned (Simper, Cytomic technical paper SvfLinearTrapOptimised2, 2013). */
class Filter {
  #first = 0
  #second = 0
  #a1 = 0
  #a2 = 0
  #a3 = 0

  tune(cutoffHz: number, damping: number): void {
    const g = Math.tan((Math.PI * Math.min(cutoffHz, SAMPLE_RATE_HZ * 0.45)) / SAMPLE_RATE_HZ)
    this.#a1 = 1 / (1 + g * (g + 2 * damping))
    this.#a2 = g * this.#a1
    this.#a3 = g * this.#a2
  }

  lowPass(input: number): number {
    const v3 = input - this.#second
    const v1 = this.#a1 * this.#first + this.#a2 * v3
    const v2 = this.#second + this.#a2 * this.#first + this.#a3 * v3
    this.#first = 2 * v1 - this.#first
    this.#second = 2 * v2 - this.#second
    return v2
  }
}
