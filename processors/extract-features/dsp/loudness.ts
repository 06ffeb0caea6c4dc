/** Loudness in steps of 100 ms; a block is four of them (ITU-R BS.1770-4, annex 1). */
const STEP_S = 0.1
const STEPS_PER_BLOCK = 4
/** Blocks quieter than this are silence. */
const ABSOLUTE_GATE_LUFS = -70
/** Blocks so much quieter than the mean of those that are not silence are pauses. */
const RELATIVE_GATE_LU = -10
const OFFSET_DB = -0.691

/** Blocks are counted in classes this wide: the relative gate is placed that exactly, and memory is bounded. */
const CLASS_LU = 0.01
const LOUDEST_LUFS = 20
const CLASSES = Math.round((LOUDEST_LUFS - ABSOLUTE_GATE_LUFS) / CLASS_LU)

export interface Loudness {
  /** @param channels of equal length; full scale is 1. The number of channels stays the same. */
  add(channels: readonly Float32Array[]): void
  /** Integrated loudness in LUFS; null for what is shorter than a block, or silent throughout. */
  integratedLufs(): number | null
}

/**
 * Programme loudness by EBU R 128 / ITU-R BS.1770-4: K-weighting, mean square in overlapping blocks of 400 ms, channels
 * weighed and added, two gates. What is not a finite number is silence.
 */
export function loudness(sampleRateHz: number): Loudness {
  const stepSamples = Math.max(1, Math.round(STEP_S * sampleRateHz))
  const shelf = highShelf(sampleRateHz)
  const pass = highPass(sampleRateHz)
  const counts = new Uint32Array(CLASSES)
  const powers = new Float64Array(CLASSES)
  const steps = new Float64Array(STEPS_PER_BLOCK)
  let filters: readonly KWeighting[] = []
  let weights: readonly number[] = []
  let stepsTaken = 0
  let inStep = 0

  const endStep = (): void => {
    let power = 0
    filters.forEach((filter, channel) => {
      power += ((weights[channel] ?? 0) * filter.takeSquares()) / stepSamples
    })
    steps[stepsTaken % STEPS_PER_BLOCK] = power
    stepsTaken += 1
    inStep = 0
    if (stepsTaken < STEPS_PER_BLOCK) return
    const block = steps.reduce((sum, value) => sum + value, 0) / STEPS_PER_BLOCK
    const lufs = lufsOf(block)
    if (!(lufs > ABSOLUTE_GATE_LUFS)) return
    const at = Math.min(CLASSES - 1, Math.floor((lufs - ABSOLUTE_GATE_LUFS) / CLASS_LU))
    counts[at] = (counts[at] ?? 0) + 1
    powers[at] = (powers[at] ?? 0) + block
  }

  return {
    add(channels) {
      if (filters.length === 0) {
        filters = channels.map(() => kWeighting(shelf, pass))
        weights = channelWeights(channels.length)
      }
      const length = channels[0]?.length ?? 0
      for (let from = 0; from < length;) {
        const to = Math.min(length, from + stepSamples - inStep)
        channels.forEach((channel, i) => filters[i]?.add(channel, from, to))
        inStep += to - from
        from = to
        if (inStep === stepSamples) endStep()
      }
    },
    integratedLufs() {
      const audible = meanPower(counts, powers, 0)
      if (audible === null) return null
      const gate = lufsOf(audible) + RELATIVE_GATE_LU
      const power = meanPower(counts, powers, Math.max(0, Math.ceil((gate - ABSOLUTE_GATE_LUFS) / CLASS_LU)))
      return power === null ? null : lufsOf(power)
    },
  }
}

const lufsOf = (power: number): number => OFFSET_DB + 10 * Math.log10(power)

function meanPower(counts: Uint32Array, powers: Float64Array, from: number): number | null {
  let count = 0
  let power = 0
  for (let i = from; i < counts.length; i += 1) {
    count += counts[i] ?? 0
    power += powers[i] ?? 0
  }
  return count === 0 ? null : power / count
}

/** Left, right and centre count once, the low-frequency channel of six not at all, what is behind the listener 1.41 times. */
function channelWeights(channels: number): readonly number[] {
  if (channels === 6) return [1, 1, 1, 0, 1.41, 1.41]
  if (channels === 5) return [1, 1, 1, 1.41, 1.41]
  return Array.from({ length: channels }, () => 1)
}

interface Biquad {
  readonly b0: number
  readonly b1: number
  readonly b2: number
  readonly a1: number
  readonly a2: number
}

interface KWeighting {
  add(samples: Float32Array, from: number, to: number): void
  /** The sum of the weighed samples' squares since the last call. */
  takeSquares(): number
}

/** Both filters in a row, in transposed direct form II. */
function kWeighting(one: Biquad, two: Biquad): KWeighting {
  const state = new Float64Array(4)
  let squares = 0
  return {
    add(samples, from, to) {
      let [s1 = 0, s2 = 0, t1 = 0, t2 = 0] = state
      let sum = squares
      for (let i = from; i < to; i += 1) {
        const raw = samples[i] ?? 0
        const x = raw - raw === 0 ? raw : 0
        const y = one.b0 * x + s1
        s1 = one.b1 * x - one.a1 * y + s2
        s2 = one.b2 * x - one.a2 * y
        const z = two.b0 * y + t1
        t1 = two.b1 * y - two.a1 * z + t2
        t2 = two.b2 * y - two.a2 * z
        sum += z * z
      }
      squares = sum
      // After long silence the states would become denormal numbers, with which arithmetic is very slow.
      const settled = (value: number) => (Math.abs(value) < 1e-30 ? 0 : value)
      state.set([settled(s1), settled(s2), settled(t1), settled(t2)])
    },
    takeSquares() {
      const taken = squares
      squares = 0
      return taken
    },
  }
}

// The standard tabulates both filters at 48 kHz only and asks for the same response at other rates: these are the analogue
// prototypes of the tabulated ones, turned digital by the bilinear transform.

const SHELF = { hz: 1681.974450955533, gainDb: 3.999843853973347, q: 0.7071752369554196 }
const SHELF_BAND_EXPONENT = 0.4996667741545416
const PASS = { hz: 38.13547087602444, q: 0.5003270373238773 }

function highShelf(sampleRateHz: number): Biquad {
  const k = Math.tan((Math.PI * SHELF.hz) / sampleRateHz)
  const high = 10 ** (SHELF.gainDb / 20)
  const band = high ** SHELF_BAND_EXPONENT
  const norm = 1 + k / SHELF.q + k * k
  return {
    b0: (high + (band * k) / SHELF.q + k * k) / norm,
    b1: (2 * (k * k - high)) / norm,
    b2: (high - (band * k) / SHELF.q + k * k) / norm,
    a1: (2 * (k * k - 1)) / norm,
    a2: (1 - k / SHELF.q + k * k) / norm,
  }
}

function highPass(sampleRateHz: number): Biquad {
  const k = Math.tan((Math.PI * PASS.hz) / sampleRateHz)
  const norm = 1 + k / PASS.q + k * k
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / norm, a2: (1 - k / PASS.q + k * k) / norm }
}
