import { seededRandom } from '../../../processors/shared/random.ts'
import type { Effect } from './song.ts'
import { addAt, sampleAt, SAMPLE_RATE_HZ, samplesOf } from './sound.ts'

const TURN = 2 * Math.PI

/** One-pole low-pass, applied `poles` times. */
export function lowPass(hz: number, poles = 1): Effect {
  const open = 1 - Math.exp((-TURN * hz) / SAMPLE_RATE_HZ)
  return (bus) => {
    for (const channel of [bus.left, bus.right])
      for (let pole = 0; pole < poles; pole++) {
        let kept = 0
        for (let n = 0; n < channel.length; n++) {
          kept += (sampleAt(channel, n) - kept) * open
          channel[n] = kept
        }
      }
  }
}

/** One-pole high-pass; also removes a constant offset. */
export function highPass(hz: number): Effect {
  const open = 1 - Math.exp((-TURN * hz) / SAMPLE_RATE_HZ)
  return (bus) => {
    for (const channel of [bus.left, bus.right]) {
      let kept = 0
      for (let n = 0; n < channel.length; n++) {
        const value = sampleAt(channel, n)
        kept += (value - kept) * open
        channel[n] = value - kept
      }
    }
  }
}

export interface Resonance {
  readonly hz: number
  readonly quality: number
  readonly gain: number
}

/** Resonances beside `dry` of the sound itself: the body of a guitar, the vowels of a choir (band-pass of R. Bristow-Johnson's Audio EQ Cookbook). */
export function resonances(dry: number, bands: readonly Resonance[]): Effect {
  return (bus) => {
    for (const channel of [bus.left, bus.right]) {
      const input = channel.slice()
      for (let n = 0; n < channel.length; n++) channel[n] = sampleAt(channel, n) * dry
      for (const { hz, quality, gain } of bands) {
        const omega = (TURN * hz) / SAMPLE_RATE_HZ
        const alpha = Math.sin(omega) / (2 * quality)
        const b0 = alpha / (1 + alpha)
        const a1 = (-2 * Math.cos(omega)) / (1 + alpha)
        const a2 = (1 - alpha) / (1 + alpha)
        let [x1, x2, y1, y2] = [0, 0, 0, 0]
        for (let n = 0; n < channel.length; n++) {
          const x = sampleAt(input, n)
          const y = b0 * (x - x2) - a1 * y1 - a2 * y2
          x2 = x1
          x1 = x
          y2 = y1
          y1 = y
          addAt(channel, n, y * gain)
        }
      }
    }
  }
}

/** A delayed copy whose delay sways, against the other channel's: widens. */
export function chorus(depthSeconds: number, hz: number, mix: number): Effect {
  return (bus) => {
    for (const [side, channel] of [bus.left, bus.right].entries()) {
      const input = channel.slice()
      for (let n = 0; n < channel.length; n++) {
        const sway = 1 + Math.sin((TURN * hz * n) / SAMPLE_RATE_HZ + side * (Math.PI / 2))
        channel[n] =
          sampleAt(channel, n) * (1 - mix / 2) +
          between(input, n - samplesOf(0.008) - sway * depthSeconds * SAMPLE_RATE_HZ) * mix
      }
    }
  }
}

/** Level swaying between the channels: the vibrato of an electric piano. */
export function tremolo(hz: number, depth: number): Effect {
  return ({ left, right }) => {
    for (let n = 0; n < left.length; n++) {
      const sway = depth * Math.sin((TURN * hz * n) / SAMPLE_RATE_HZ)
      left[n] = sampleAt(left, n) * (1 - sway)
      right[n] = sampleAt(right, n) * (1 + sway)
    }
  }
}

/** Repeats that go from side to side, each duller than the one before. */
export function echo(seconds: number, feedback: number, mix: number): Effect {
  const delay = samplesOf(seconds)
  return ({ left, right }) => {
    const fromLeft = new Float32Array(delay)
    const fromRight = new Float32Array(delay)
    let [dullLeft, dullRight] = [0, 0]
    for (let n = 0; n < left.length; n++) {
      const slot = n % delay
      dullLeft += (sampleAt(fromRight, slot) - dullLeft) * 0.45
      dullRight += (sampleAt(fromLeft, slot) - dullRight) * 0.45
      const dry = (sampleAt(left, n) + sampleAt(right, n)) / 2
      fromLeft[slot] = dry + dullLeft * feedback
      fromRight[slot] = dullRight * feedback
      addAt(left, n, dullLeft * mix)
      addAt(right, n, dullRight * mix)
    }
  }
}

/** Pushes the level down at each of the given times (seconds): room for the kick, and the pumping of dance music. */
export function duck(times: readonly number[], depth: number, recoverSeconds: number): Effect {
  return ({ left, right }) => {
    const starts = times.map(samplesOf)
    const recover = samplesOf(recoverSeconds)
    for (const [index, start] of starts.entries()) {
      const end = Math.min(left.length, start + recover, starts[index + 1] ?? Infinity)
      for (let n = start; n < end; n++) {
        const gain = 1 - depth * (1 - (n - start) / recover) ** 2 * Math.min(1, (n - start) / 200)
        left[n] = sampleAt(left, n) * gain
        right[n] = sampleAt(right, n) * gain
      }
    }
  }
}

/** A low-pass that opens, or closes, from one frequency to another over a stretch of time; before and after it stays. */
export function filterSweep(fromHz: number, toHz: number, startSeconds: number, endSeconds: number): Effect {
  return (bus) => {
    const [start, end] = [samplesOf(startSeconds), samplesOf(endSeconds)]
    for (const channel of [bus.left, bus.right]) {
      let [first, second, open] = [0, 0, 0]
      for (let n = 0; n < channel.length; n++) {
        if (n % 32 === 0) {
          const share = Math.min(1, Math.max(0, (n - start) / (end - start)))
          open = 1 - Math.exp((-TURN * fromHz * (toHz / fromHz) ** share) / SAMPLE_RATE_HZ)
        }
        first += (sampleAt(channel, n) - first) * open
        second += (first - second) * open
        channel[n] = second
      }
    }
  }
}

/** Rounds peaks off and adds overtones; quiet sound passes as it is. */
export function saturate(drive: number): Effect {
  return (bus) => {
    for (const channel of [bus.left, bus.right])
      for (let n = 0; n < channel.length; n++) channel[n] = Math.tanh(sampleAt(channel, n) * drive) / drive
  }
}

/** An old tape: its speed wavers, its highs are gone, it hisses a little and the record under it crackles. */
export function tape(seed: number): Effect {
  return (bus) => {
    const dust = seededRandom(seed)
    for (const channel of [bus.left, bus.right]) {
      const input = channel.slice()
      for (let n = 0; n < channel.length; n++) {
        const t = n / SAMPLE_RATE_HZ
        const waver = 0.0011 * (1 + Math.sin(TURN * 0.55 * t)) + 0.00012 * (1 + Math.sin(TURN * 6.3 * t))
        channel[n] = between(input, n - waver * SAMPLE_RATE_HZ)
      }
    }
    for (let n = 0; n < bus.left.length; n++) {
      const hiss = (dust.next() - 0.5) * 0.006
      const click = dust.next() < 0.00016 ? dust.between(-0.12, 0.12) : 0
      addAt(bus.left, n, hiss + click)
      addAt(bus.right, n, hiss * 0.6 + click * 0.8)
    }
    lowPass(5200, 2)(bus)
    saturate(1.3)(bus)
  }
}

function between(buffer: Float32Array, index: number): number {
  const whole = Math.floor(index)
  const share = index - whole
  return sampleAt(buffer, whole) * (1 - share) + sampleAt(buffer, whole + 1) * share
}
