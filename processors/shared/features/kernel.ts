import type { Frame } from './frame-features.ts'

/** The most samples that `Kernel.input` takes. */
export const PIECE_SIZE = 8_192

/** Length of the state of `Kernel.kWeight`, and where in it the two sums of squares are. */
export const K_STATE_COUNT = 10
export const K_SQUARES = 8

/** Samples louder than this, +96 dB over full scale, are damage: up to there a spectrum in 32 bits cannot overflow. */
export const LOUDEST = 65_536

/** The work per sample and per frame. `wasm-kernel.ts` does it fast, `meyda-kernel.ts` on every machine. */
export interface Kernel {
  /** PIECE_SIZE samples of one channel, for `mix` and `kWeight`. */
  readonly input: Float32Array
  /** As many of another channel. */
  readonly secondInput: Float32Array
  /** FRAME_SIZE + PIECE_SIZE samples, averaged over the channels. */
  readonly samples: Float32Array
  /**
   * Adds `share` of the first `count` samples of `input`, and of `secondInput` if `areTwo`, to `samples` from `at` on; the
   * first channel replaces them. A sample that is not a finite number, as damaged floating-point files hold, or beyond
   * LOUDEST, counts as 0: players are silent there too, and one such sample would make every statistic of the track
   * meaningless. Up to three samples behind the last are overwritten.
   */
  mix(at: number, count: number, share: number, isFirst: boolean, areTwo: boolean): void
  /**
   * K-weights the first `count` samples of both inputs (see `k-weighting.ts`), of which those that are not finite count as 0.
   * @param state K_STATE_COUNT numbers that go from one part of the two channels to the next, zeros at first: for each of the
   * filters' four states, and then for the sum of the weighted samples' squares, one number for each channel.
   */
  kWeight(state: Float64Array, count: number): void
  /** Analyses the frame that begins with sample `at`. */
  frameAt(at: number): Frame
}

/**
 * A kernel, tuned to a sample rate. There is one of each kind in a process, started when it is first needed: between two
 * calls it keeps nothing but constants, so several tracks may use it by turns, each with all the samples that it needs.
 */
export type KernelAt = (sampleRateHz: number) => Kernel
