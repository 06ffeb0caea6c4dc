/** Points of a waveform: one per pixel of a wide player. */
export const PEAK_COUNT = 800

/** Blocks are merged in pairs when there would be more, so every point of a long track is made of 20 or more. */
const MOST_BLOCKS = 32_768

export interface Waveform {
  /** @param peaks the largest absolute samples of the next blocks; all blocks but the last are equally long. */
  add(peaks: Float32Array): void
  /**
   * The largest absolute sample of each of PEAK_COUNT equally long parts, 255 being full scale. A boundary may be off
   * by one block.
   */
  peaks(): Uint8Array
}

/** The waveform of a track of unknown length in bounded memory (128 KiB), from the peaks of its blocks. */
export function waveform(): Waveform {
  const blocks = new Float32Array(MOST_BLOCKS)
  let shift = 0 // each holds 2 ** shift blocks of the input
  let taken = 0

  const merge = () => {
    for (let i = 0; i < MOST_BLOCKS / 2; i += 1) blocks[i] = Math.max(blocks[2 * i] ?? NaN, blocks[2 * i + 1] ?? NaN)
    blocks.fill(0, MOST_BLOCKS / 2)
    shift += 1
  }

  return {
    add(peaks) {
      for (let i = 0; i < peaks.length; i += 1) {
        if (taken >>> shift === MOST_BLOCKS) merge()
        const block = taken >>> shift
        blocks[block] = Math.max(blocks[block] ?? NaN, peaks[i] ?? NaN)
        taken += 1
      }
    },
    peaks() {
      const exact = taken / 2 ** shift / PEAK_COUNT
      return Uint8Array.from({ length: PEAK_COUNT }, (_, point) => {
        const begin = Math.floor(point * exact)
        const end = Math.max(
          begin + 1,
          point === PEAK_COUNT - 1 ? Math.ceil(exact * PEAK_COUNT) : Math.floor((point + 1) * exact),
        )
        return Math.round(255 * Math.min(1, largest(blocks, begin, end)))
      })
    },
  }
}

function largest(blocks: Float32Array, begin: number, end: number): number {
  let most = 0
  for (let i = begin; i < end; i += 1) most = Math.max(most, blocks[i] ?? NaN)
  return most
}
