/** Stretches of a waveform for drawing: enough for one per pixel of a wide player. */
export const PEAK_COUNT = 800

/** Samples are merged in pairs when there would be more: every stretch of a long track is then still made of 82 or more. */
const MOST_BLOCKS = 131_072

export interface Waveform {
  add(samples: Float32Array): void
  /**
   * The largest absolute sample of each of PEAK_COUNT equally long stretches, 255 being full scale. A boundary may be off
   * by one block, less than 2 % of a stretch.
   */
  peaks(): Uint8Array
}

/** Takes samples in pieces of any length, of a track of unknown length, in bounded memory (half a megabyte). */
export function waveform(): Waveform {
  const blocks = new Float32Array(MOST_BLOCKS)
  let blockSize = 1
  let samplesTaken = 0

  const merge = () => {
    for (let i = 0; i < MOST_BLOCKS / 2; i += 1) blocks[i] = Math.max(blocks[2 * i] ?? 0, blocks[2 * i + 1] ?? 0)
    blocks.fill(0, MOST_BLOCKS / 2)
    blockSize *= 2
  }

  return {
    add(samples) {
      for (let i = 0; i < samples.length;) {
        if (samplesTaken === MOST_BLOCKS * blockSize) merge()
        const block = Math.floor(samplesTaken / blockSize)
        const end = Math.min(samples.length, i + (block + 1) * blockSize - samplesTaken)
        samplesTaken += end - i
        let most = blocks[block] ?? 0
        for (; i < end; i += 1) most = Math.max(most, Math.abs(samples[i] ?? 0))
        blocks[block] = most
      }
    },
    peaks() {
      const exact = samplesTaken / blockSize / PEAK_COUNT
      return Uint8Array.from({ length: PEAK_COUNT }, (_, stretch) => {
        const begin = Math.floor(stretch * exact)
        const end = Math.max(
          begin + 1,
          stretch === PEAK_COUNT - 1 ? Math.ceil(exact * PEAK_COUNT) : Math.floor((stretch + 1) * exact),
        )
        return Math.round(255 * Math.min(1, largest(blocks, begin, end)))
      })
    },
  }
}

function largest(blocks: Float32Array, begin: number, end: number): number {
  let most = 0
  for (let i = begin; i < end; i += 1) most = Math.max(most, blocks[i] ?? 0)
  return most
}
