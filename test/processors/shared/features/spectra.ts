import type { Frame } from '../../../../processors/shared/features/frame-features.ts'
import { framer } from '../../../../processors/shared/features/framer.ts'

/** Calls back with each frame of a signal, as the kernel gives it. */
export function eachFrame(signal: Float32Array, sampleRateHz: number, onFrame: (frame: Frame) => void): void {
  framer(sampleRateHz, { onSamples: () => undefined, onFrame }).push([signal])
}
