/** Edits at most between what was typed and a name that is offered, and the least similarity: as of the commands (commander). */
export const MAX_EDITS = 3
export const LEAST_SIMILARITY = 0.4

/**
 * Of some names, the one that was probably meant: with the fewest letters to change, add or leave out (Levenshtein's distance); the
 * first of several. Null: none is near enough to be meant.
 */
export function nearestName(name: string, names: readonly string[]): string | null {
  const near = names
    .map((each) => ({ each, distance: edits(name, each), length: Math.max(name.length, each.length) }))
    .filter(({ distance, length }) => distance <= MAX_EDITS && (length - distance) / length > LEAST_SIMILARITY)
    .sort((a, b) => a.distance - b.distance)
  return near[0]?.each ?? null
}

/** The sentence that offers it, with a space before it; empty where no name is near. */
export function didYouMean(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names)
  return nearest === null ? '' : ` Did you mean ${nearest}?`
}

/** Letters to change, add or leave out to make one text of another. */
export function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (const [i, letter] of Array.from(from).entries()) {
    const next = [i + 1]
    for (const [j, other] of Array.from(to).entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row[to.length] ?? 0
}
