/** exp(-distance²) of two unrelated tracks, whose distance is the root of 2. */
const UNRELATED = Math.exp(-2)

/** Audio similarity: 1 for the same sound, 0 for unrelated tracks and for opposites, which say nothing of each other. */
export function similarity(distance: number): number {
  const squared = distance ** 2
  return squared >= 2 ? 0 : (Math.exp(-squared) - UNRELATED) / (1 - UNRELATED)
}
