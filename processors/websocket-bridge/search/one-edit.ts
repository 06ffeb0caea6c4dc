import type { Term, TermRange } from './vocabulary.ts'
import { termsWith } from './vocabulary.ts'

/** A shorter word is within one edit of too many others. */
const MIN_LETTERS = 4

/** The most ways to go on that are tried for one word: an alphabet for each of its letters. */
export const MAX_BRANCHES = 600

/** What a search through a vocabulary has cost. */
export interface BranchWork {
  branches: number
}

/**
 * The terms whose beginning is one edit away from a word: a letter more, less or another one, or two neighbours in the other
 * order. The sorted vocabulary is walked as the tree of letters that it is, so that the cost is that of the word, not of the
 * vocabulary.
 */
export function oneEditAway(terms: readonly Term[], word: string, work: BranchWork): readonly TermRange[] {
  if (word.length < MIN_LETTERS) return []
  const found: TermRange[] = []
  const look = (beginning: string, within: TermRange) => {
    if (beginning.length < MIN_LETTERS) return
    const range = termsWith(terms, beginning, within)
    if (range.end > range.first) found.push(range)
  }
  let within: TermRange = { first: 0, end: terms.length }
  for (let at = 0; at <= word.length && within.end > within.first; at += 1) {
    const [before, here, after] = [word.slice(0, at), word.slice(at), word.slice(at + 1)]
    if (here !== '') look(before + after, within)
    if (after !== '') look(before + after.charAt(0) + here.charAt(0) + after.slice(1), within)
    for (const letter of lettersAfter(terms, before, within, work)) {
      look(before + letter + here, within)
      if (here !== '') look(before + letter + after, within)
    }
    within = termsWith(terms, before + here.charAt(0), within)
  }
  return found
}

/** The letters (UTF-16 units) with which the terms of a range go on after what they all begin with. */
function* lettersAfter(
  terms: readonly Term[],
  before: string,
  { first, end }: TermRange,
  work: BranchWork,
): Generator<string> {
  let at = first
  while (at < end && work.branches < MAX_BRANCHES) {
    const letter = terms[at]?.sortKey.charAt(before.length) ?? ''
    if (letter === '') {
      at += 1
      continue
    }
    work.branches += 1
    yield letter
    at = termsWith(terms, before + letter, { first: at, end }).end
  }
}
