/** Samples per frame: 46 ms at 44.1 kHz, long enough for a bin width of 22 Hz, short against a note. A power of two. */
export const FRAME_SIZE = 2048

/** Samples from one frame to the next: half a frame, so that the window weighs every sample about equally. */
export const HOP_SIZE = 1024

/**
 * Cuts a stream of samples, given in pieces of any length, into overlapping frames. What is left over at the end is
 * shorter than a frame and is no frame.
 * @param onFrame gets FRAME_SIZE samples in a buffer that is used again for the next frame.
 */
export function framer(onFrame: (frame: Float32Array) => void): (samples: Float32Array) => void {
  const frame = new Float32Array(FRAME_SIZE)
  let filled = 0
  return (samples) => {
    let taken = 0
    while (taken < samples.length) {
      const piece = samples.subarray(taken, taken + FRAME_SIZE - filled)
      frame.set(piece, filled)
      filled += piece.length
      taken += piece.length
      if (filled < FRAME_SIZE) return
      onFrame(frame)
      frame.copyWithin(0, HOP_SIZE)
      filled = FRAME_SIZE - HOP_SIZE
    }
  }
}
