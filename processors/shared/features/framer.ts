import { FRAME_SIZE, HOP_SIZE } from './framing.ts'
import type { Frame } from './frame-features.ts'
import { PIECE_SIZE, kernelAt } from './kernel.ts'

/** What is told of a track, piece by piece and frame by frame, in the order of its samples. */
export interface FrameSink {
  /** Some more samples, channels averaged, in a buffer that is used again. */
  onSamples(samples: Float32Array): void
  /** A frame whose last sample was among those of the last `onSamples`. See `Frame` for how long it is true. */
  onFrame(frame: Frame): void
}

export interface Framer {
  /** @param channels of equal length, any length, at least one; full scale is 1. */
  push(channels: readonly Float32Array[]): void
  /** The samples that were heard and are in no hop of a frame: what is left over at the end is no frame. */
  remainder(): Float32Array
}

/**
 * Cuts sound into overlapping frames and analyses each. The same samples give the same frames, however they are cut into
 * pieces. See `Kernel.mix` for what becomes of samples that are no numbers.
 */
export function framer(sampleRateHz: number, { onSamples, onFrame }: FrameSink): Framer {
  const kept = new Float32Array(FRAME_SIZE)
  let keptCount = 0

  const hearPiece = (channels: readonly Float32Array[], begin: number, end: number) => {
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
        hearPiece(channels, begin, Math.min(count, begin + PIECE_SIZE))
      }
    },
    remainder: () => kept.subarray(0, keptCount),
  }
}
