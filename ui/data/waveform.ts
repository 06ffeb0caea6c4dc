const FULL_SCALE = 255
/** The quietest bar is still seen. */
const LEAST = 0.06

/**
 * As many bars as there is room for, each for the loudest peak that falls on it; the loudest of all is 1. They are as high as its
 * square, as power is of amplitude: the peaks of a loud master lie so close together that a straight scale draws a wall.
 * @param peaks 0 to 255; none gives a flat line
 */
export function barsOf(peaks: readonly number[], count: number): readonly number[] {
  if (count <= 0) return []
  const loudest = Math.max(1, ...peaks)
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / count)
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / count))
    const peak = Math.max(0, ...peaks.slice(from, to))
    return Math.max(LEAST, (Math.min(FULL_SCALE, peak) / Math.min(FULL_SCALE, loudest)) ** 2)
  })
}
