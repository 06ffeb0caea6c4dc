/** Of some names, the one with the fewest letters to change, add or leave out (Levenshtein's distance); the first of several. */
export function nearestName(name: string, names: readonly string[]): string {
  const sorted = names.map((each) => ({ each, edits: edits(name, each) })).sort((a, b) => a.edits - b.edits)
  return sorted[0]?.each ?? ''
}

function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (const [i, letter] of Array.from(from).entries()) {
    const next = [i + 1]
    for (const [j, other] of Array.from(to).entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row[to.length] ?? 0
}
