import type { Frame } from '../../../../processors/extract-features/dsp/frame-features.ts'
import { framer } from '../../../../processors/extract-features/dsp/framer.ts'

/** Calls back with each frame of a signal, as the kernel gives it. */
export function eachFrame(signal: Float32Array, sampleRateHz: number, onFrame: (frame: Frame) => void): void {
  framer(sampleRateHz, { onSamples: () => undefined, onFrame }).hear([signal])
}
