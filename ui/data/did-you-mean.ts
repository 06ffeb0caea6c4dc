/** What a listener may have meant where little or nothing was found: names that are written nearly as what was typed. */

/** Words as they are compared here: small letters without accents. The server alone decides what a search finds. */
function plainWords(text: string): readonly string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter((word) => word !== '')
}

/** Shorter words are like too many others. */
const MIN_LETTERS = 4

/** The letters that must be changed, added, left out or swapped with their neighbour (optimal string alignment). */
export function editsBetween(a: string, b: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const differs = a[i - 1] === b[j - 1] ? 0 : 1
      const least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + differs)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(isSwap ? Math.min(least, (beforeLast[j - 2] ?? 0) + 1) : least)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}

/**
 * What was typed with its wrong words put right by words of the names that were found; null when each typed word begins a
 * word of theirs, or no word is near enough: one edit, or two in eight letters and more.
 */
export function correctedQuery(query: string, names: readonly string[]): string | null {
  const known = [...new Set(names.flatMap(plainWords))]
  const typed = plainWords(query)
  const right = typed.map((word) => {
    if (word.length < MIN_LETTERS || known.some((each) => each.startsWith(word))) return word
    return nearest(word, known, word.length >= 2 * MIN_LETTERS ? 2 : 1) ?? word
  })
  const corrected = right.join(' ')
  return corrected === typed.join(' ') ? null : corrected
}

function nearest(word: string, known: readonly string[], most: number): string | null {
  const near = known
    .filter((each) => Math.abs(each.length - word.length) <= most)
    .map((each) => ({ each, edits: editsBetween(word, each) }))
    .filter(({ edits }) => edits <= most)
    .sort((a, b) => a.edits - b.edits)
  return near[0]?.each ?? null
}

/** Searches for a part of what was typed, to be tried in this order when the whole finds nothing. */
export function weakerQueries(query: string): readonly string[] {
  const words = [...new Set(plainWords(query))].sort((a, b) => b.length - a.length)
  const [longest = ''] = words
  const beginnings = [longest.slice(0, MIN_LETTERS), longest.slice(0, 3)].filter((part) => part.length < longest.length)
  return (words.length > 1 ? [...words.slice(0, 2), ...beginnings] : beginnings).filter((part) => part.length > 1)
}

/** Those of the names that are written most like what was typed, each once, the nearest first. */
export function nearestNames(query: string, names: readonly string[], most: number): readonly string[] {
  const typed = plainWords(query).join(' ')
  const byPlain = new Map<string, string>()
  for (const name of names) {
    const plain = plainWords(name).join(' ')
    if (plain !== '' && !byPlain.has(plain)) byPlain.set(plain, name)
  }
  return [...byPlain]
    .map(([plain, name]) => ({ name, share: editsBetween(typed, plain) / Math.max(typed.length, plain.length) }))
    .sort((a, b) => a.share - b.share)
    .slice(0, most)
    .map(({ name }) => name)
}
