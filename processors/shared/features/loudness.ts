import { checked } from '../numeric.ts'
import { K_SQUARES, K_STATE_COUNT, PIECE_SIZE } from './kernel.ts'
import type { Kernel, KernelAt } from './kernel.ts'
import { wasmKernelAt } from './wasm-kernel.ts'

/** Loudness in steps of 100 ms; a block is four of them (ITU-R BS.1770-4, annex 1). */
const STEP_S = 0.1
const STEPS_PER_BLOCK = 4
/** Absolute gate: blocks below it are silence. */
const ABSOLUTE_GATE_LUFS = -70
/** Relative gate, below the mean of the blocks that pass the absolute one: blocks below it are pauses. */
const RELATIVE_GATE_LU = -10
const OFFSET_DB = -0.691

/** Width of the classes of the histogram of blocks, which bounds memory: the relative gate is that exact. */
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
 * weighted and added, two gates. Samples that are not finite are silence.
 */
export function loudness(sampleRateHz: number, kernelAt: KernelAt = wasmKernelAt): Loudness {
  const stepSamples = Math.max(1, Math.round(STEP_S * sampleRateHz))
  const counts = new Uint32Array(CLASSES)
  const powers = new Float64Array(CLASSES)
  const steps = new Float64Array(STEPS_PER_BLOCK)
  let states: readonly Float64Array[] = [] // of two channels each
  let weights: readonly number[] = []
  let stepsTaken = 0
  let inStep = 0

  const endStep = (): void => {
    let power = 0
    weights.forEach((weight, channel) => {
      power += (weight * takeSquares(states, channel)) / stepSamples
    })
    steps[stepsTaken % STEPS_PER_BLOCK] = power
    stepsTaken += 1
    inStep = 0
    if (stepsTaken < STEPS_PER_BLOCK) return
    const block = steps.reduce((sum, value) => sum + value, 0) / STEPS_PER_BLOCK
    const lufs = lufsOf(block)
    if (!(lufs > ABSOLUTE_GATE_LUFS)) return
    const at = Math.min(CLASSES - 1, Math.floor((lufs - ABSOLUTE_GATE_LUFS) / CLASS_LU))
    counts[at] = checked(counts[at]) + 1
    powers[at] = checked(powers[at]) + block
  }

  return {
    add(channels) {
      if (weights.length === 0) {
        weights = channelWeights(channels.length)
        states = Array.from({ length: Math.ceil(channels.length / 2) }, () => new Float64Array(K_STATE_COUNT))
      }
      const kernel = kernelAt(sampleRateHz)
      const length = channels[0]?.length ?? 0
      for (let from = 0; from < length;) {
        const to = Math.min(length, from + stepSamples - inStep, from + PIECE_SIZE)
        states.forEach((state, i) => kWeightPair(kernel, state, channels.slice(2 * i, 2 * i + 2), from, to))
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
    count += checked(counts[i])
    power += checked(powers[i])
  }
  return count === 0 ? null : power / count
}

/** Left, right and centre count once, the low-frequency channel of six not at all, what is behind the listener 1.41 times. */
function channelWeights(channels: number): readonly number[] {
  if (channels === 6) return [1, 1, 1, 0, 1.41, 1.41]
  if (channels === 5) return [1, 1, 1, 1.41, 1.41]
  return Array.from({ length: channels }, () => 1)
}

/**
 * K-weights the samples from `from` to `to`, at most PIECE_SIZE, of a channel and the one behind it, if there is one; else of
 * the same twice.
 */
function kWeightPair(
  { input, secondInput, kWeight: weigh }: Kernel,
  state: Float64Array,
  [first, second = first]: readonly Float32Array[],
  from: number,
  to: number,
): void {
  if (first === undefined || second === undefined) return
  input.set(first.subarray(from, to))
  secondInput.set(second.subarray(from, to))
  weigh(state, to - from)
  // After long silence the states would become denormal numbers, with which arithmetic is very slow.
  for (let i = 0; i < K_SQUARES; i += 1) if (Math.abs(checked(state[i])) < 1e-30) state[i] = 0
}

/** The sum of the squares of a channel's K-weighted samples since the last call. */
function takeSquares(states: readonly Float64Array[], channel: number): number {
  const state = states[channel >> 1]
  const at = K_SQUARES + (channel & 1)
  const taken = state?.[at] ?? 0
  state?.fill(0, at, at + 1)
  return taken
}
