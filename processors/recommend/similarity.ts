/** What exp(-distance²) is for two unrelated tracks, whose distance is the root of 2. */
const UNRELATED = Math.exp(-2)

/** 1 for the same sound, and 0 for unrelated ones or opposites: they say nothing of each other, neither for nor against. */
export function similarity(distance: number): number {
  const squared = distance ** 2
  return squared >= 2 ? 0 : (Math.exp(-squared) - UNRELATED) / (1 - UNRELATED)
}
