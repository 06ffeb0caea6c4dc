export const SAMPLE_RATE_HZ = 44_100

/** Two channels of equal length, full scale 1. Functions change their arguments in place unless they say otherwise. */
export interface Stereo {
  readonly left: Float32Array
  readonly right: Float32Array
}

export function silence(samples: number): Stereo {
  return { left: new Float32Array(samples), right: new Float32Array(samples) }
}

/** The sample, or 0 outside the buffer. */
export function sampleAt(buffer: Float32Array, index: number): number {
  return buffer[index] ?? 0
}

/** Adds to a sample; does nothing outside the buffer. */
export function addAt(buffer: Float32Array, index: number, value: number): void {
  buffer[index] = (buffer[index] ?? 0) + value
}

export function gainOf(decibels: number): number {
  return 10 ** (decibels / 20)
}

export function samplesOf(seconds: number): number {
  return Math.round(seconds * SAMPLE_RATE_HZ)
}

/**
 * The correction that band-limits the step of a saw or square wave at the two samples around it (PolyBLEP: Välimäki and
 * Huovilainen, IEEE Signal Processing Magazine 24(2), 2007).
 * @param phase 0 to 1. @param increment cycles per sample.
 */
export function blep(phase: number, increment: number): number {
  if (phase < increment) {
    const t = phase / increment
    return t + t - t * t - 1
  }
  if (phase > 1 - increment) {
    const t = (phase - 1) / increment
    return t * t + t + t + 1
  }
  return 0
}
