/** The part of a file that is the track, ms; null: from its start, or to its end. */
export interface TimeSpan {
  readonly startMs: number | null
  readonly endMs: number | null
}

/** Takes the samples of a part out of those of its file, piece by piece. */
export interface PartOfFile {
  /** The samples of the next piece that are in the part; empty where none are. @param channels of equal length, at least one. */
  take(channels: readonly Float32Array[]): readonly Float32Array[]
  /** Samples of one channel that were given so far. */
  readonly passed: () => number
  /** Whether all of the part was given. */
  readonly isOver: () => boolean
}

export function partOfFile({ startMs, endMs }: TimeSpan, sampleRateHz: number): PartOfFile {
  const sampleAt = (ms: number): number => Math.round((ms * sampleRateHz) / 1_000)
  const first = sampleAt(startMs ?? 0)
  const end = endMs === null ? Infinity : sampleAt(endMs)
  let passed = 0
  return {
    take(channels) {
      const samples = channels[0]?.length ?? 0
      const [from, until] = [first - passed, end - passed].map((at) => Math.max(0, Math.min(samples, at)))
      passed += samples
      return from === 0 && until === samples ? channels : channels.map((channel) => channel.subarray(from, until))
    },
    passed: () => passed,
    isOver: () => passed >= end,
  }
}
