import { FRAME_SIZE, HOP_SIZE } from './framing.ts'
import type { Frame } from './frame-features.ts'
import { PIECE_SIZE } from './kernel.ts'
import type { KernelAt } from './kernel.ts'
import { wasmKernelAt } from './wasm-kernel.ts'

/** Takes the samples and frames of a track, in the order of its samples. */
export interface FrameSink {
  /** The next samples, channels averaged, in a buffer that is used again. */
  onSamples(samples: Float32Array): void
  /** A frame whose last sample was among those of the last `onSamples`. `Frame` says how long it is valid. */
  onFrame(frame: Frame): void
}

export interface Framer {
  /** @param channels of equal length, any length, at least one; full scale is 1. */
  push(channels: readonly Float32Array[]): void
  /** The last samples, which are in no hop of a frame: at the end of a track they are no frame. */
  remainder(): Float32Array
}

/**
 * Cuts samples into overlapping frames and analyses each. The same samples give the same frames, however they are cut into
 * pieces. `Kernel.mix` says what becomes of samples that are not finite.
 */
export function framer(
  sampleRateHz: number,
  { onSamples, onFrame }: FrameSink,
  kernelAt: KernelAt = wasmKernelAt,
): Framer {
  const kept = new Float32Array(FRAME_SIZE)
  let keptCount = 0

  const pushPiece = (channels: readonly Float32Array[], begin: number, end: number) => {
    const { input, secondInput, samples, mix, frameAt } = kernelAt(sampleRateHz)
    const count = end - begin
    samples.set(kept.subarray(0, keptCount))
    for (let i = 0; i < channels.length; i += 2) {
      const [first, second] = [channels[i], channels[i + 1]]
      if (first !== undefined) input.set(first.subarray(begin, end))
      if (second !== undefined) secondInput.set(second.subarray(begin, end))
      mix(keptCount, count, 1 / channels.length, i === 0, second !== undefined)
    }
    const filled = keptCount + count
    onSamples(samples.subarray(keptCount, filled))
    let at = 0
    for (; at + FRAME_SIZE <= filled; at += HOP_SIZE) onFrame(frameAt(at))
    keptCount = filled - at
    kept.set(samples.subarray(at, filled))
  }

  return {
    push(channels) {
      const count = channels[0]?.length ?? 0
      for (let begin = 0; begin < count; begin += PIECE_SIZE) {
        pushPiece(channels, begin, Math.min(count, begin + PIECE_SIZE))
      }
    },
    remainder: () => kept.subarray(0, keptCount),
  }
}
