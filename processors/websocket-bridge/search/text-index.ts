import { oneEditAway } from './one-edit.ts'
import { inBoth, slotSet } from './slot-set.ts'
import type { SlotSet } from './slot-set.ts'
import { termsWith, vocabulary } from './vocabulary.ts'
import type { Term, TermRange } from './vocabulary.ts'
import { fitOf, fits, headOf, holds, neededWords, wordsOfText } from './words.ts'
import type { Asked, Fit } from './words.ts'

/**
 * What is searched by the beginnings of its words: an inverted index, with the words in order. Texts come and go one at a time.
 * No query costs more than a few milliseconds in 100,000 texts: everything that grows with the texts is counted, and ends.
 */
export interface TextIndex {
  /** @param text made by `searchedText`. */
  add(slot: number, text: string): void
  remove(slot: number): void
  textOf(slot: number): string
  /** The texts that may hold words with all of these beginnings. */
  matching(words: readonly string[], work?: SearchWork): Matching
  /** The texts that fit best, the best first. @param rank of two that fit equally well, the one with the lower comes first. */
  best(asked: Asked, limit: number, rank: (slot: number) => number, work?: SearchWork): readonly Hit[]
  /** Texts of which each word is one edit away from what was typed at most, those that hold it as typed left out. */
  nearly(asked: Asked, limit: number, rank: (slot: number) => number, work?: SearchWork): readonly Hit[]
}

export interface Matching {
  readonly slots: SlotSet
  /** Words that are still to be looked for in the texts themselves. */
  readonly unproved: readonly string[]
}

export interface Hit {
  readonly slot: number
  readonly fit: Fit
}

/** What a search has cost. */
export interface SearchWork {
  /** Slots read from the index. */
  postings: number
  /** Texts that were looked into. */
  texts: number
  /** Ways to go on that were tried for words with a wrong letter. */
  branches: number
}

export const noWork = (): SearchWork => ({ postings: 0, texts: 0, branches: 0 })

/** A millisecond's worth, but that the rarest word of a query is always read, which is less than the texts. */
export const MAX_POSTINGS = 400_000
/** So few texts are looked into faster than a word of all is read. */
const FEW = 500
/** Texts whose names begin as typed, and others, that are compared: of more, any may be the ones that are shown. */
export const MAX_COMPARED = 1_500

export function textIndex(): TextIndex {
  const texts: string[] = []
  const words = vocabulary()

  const readTerms = (ranges: readonly TermRange[], work: SearchWork): readonly (readonly number[])[] => {
    const terms = words.all()
    const lists = ranges.flatMap(({ first, end }) => terms.slice(first, end).map(({ slots }) => slots))
    for (const list of lists) work.postings += list.length
    return lists
  }

  const matching = (needed: readonly string[], work: SearchWork = noWork()): Matching => {
    const terms = words.all()
    const asked = neededWords(needed)
      .map((word) => rangeOf(terms, word))
      .sort((a, b) => a.postings - b.postings)
    const [rarest, ...others] = asked
    if (rarest === undefined) return { slots: slotSet([], 0), unproved: [] }
    let slots = slotSet(readTerms([rarest.range], work), texts.length)
    for (const [at, { range, postings }] of others.entries()) {
      if (slots.size <= FEW || work.postings + postings > MAX_POSTINGS)
        return { slots, unproved: others.slice(at).map(({ word }) => word) }
      slots = inBoth(slots, readTerms([range], work), texts.length)
    }
    return { slots, unproved: [] }
  }

  return {
    add(slot, text) {
      texts[slot] = text
      const head = headOf(text)
      for (const word of wordsOfText(text)) words.add(word, slot, word === head)
    },
    remove(slot) {
      for (const word of wordsOfText(texts[slot] ?? '')) words.remove(word, slot)
      texts[slot] = ''
    },
    textOf: (slot) => texts[slot] ?? '',
    matching,
    best(asked, limit, rank, work = noWork()) {
      const found = new Map<number, Fit>()
      for (const slot of namesBeginning(words.all(), asked)) {
        if (!spend(work, MAX_COMPARED)) break
        const text = texts[slot] ?? ''
        const fit = fitOf(text, asked)
        if (fit <= fits.prefix && asked.words.every((word) => holds(text, word))) found.set(slot, fit)
      }
      if (found.size < limit) {
        const { slots, unproved } = matching(asked.words, work)
        for (const slot of slots.each()) {
          if (found.has(slot)) continue
          if (!spend(work, 2 * MAX_COMPARED)) break
          const text = texts[slot] ?? ''
          if (unproved.every((word) => holds(text, word))) found.set(slot, fitOf(text, asked))
        }
      }
      return bestOf(found, limit, rank)
    },
    nearly({ words: typed }, limit, rank, work = noWork()) {
      const terms = words.all()
      let slots: SlotSet | null = null
      for (const word of neededWords(typed)) {
        const lists = readTerms([termsWith(terms, word), ...oneEditAway(terms, word, work)], work)
        slots = slots === null ? slotSet(lists, texts.length) : inBoth(slots, lists, texts.length)
        if (slots.size === 0 || work.postings > MAX_POSTINGS) return []
      }
      const found = new Map<number, Fit>()
      for (const slot of slots?.each() ?? []) {
        if (!spend(work, 3 * MAX_COMPARED)) break
        if (!typed.every((word) => holds(texts[slot] ?? '', word))) found.set(slot, fits.fuzzy)
      }
      return bestOf(found, limit, rank)
    },
  }
}

interface RangeOfWord {
  readonly word: string
  readonly range: TermRange
  /** Slots of all its terms, some more than once. */
  readonly postings: number
}

function rangeOf(terms: readonly Term[], word: string): RangeOfWord {
  const range = termsWith(terms, word)
  let postings = 0
  for (let at = range.first; at < range.end; at += 1) postings += terms[at]?.slots.length ?? 0
  return { word, range, postings }
}

/** The texts whose name begins with the first word; all words but the last one are typed to their end. */
function* namesBeginning(terms: readonly Term[], { words }: Asked): Generator<number> {
  const [first, ...more] = words
  if (first === undefined) return
  const { first: from, end } = termsWith(terms, first)
  for (let at = from; at < end; at += 1) {
    const term = terms[at]
    if (term === undefined || (more.length > 0 && term.sortKey !== first)) return
    yield* term.heads
  }
}

function spend(work: SearchWork, most: number): boolean {
  if (work.texts >= most) return false
  work.texts += 1
  return true
}

function bestOf(found: ReadonlyMap<number, Fit>, limit: number, rank: (slot: number) => number): readonly Hit[] {
  return [...found]
    .map(([slot, fit]) => ({ slot, fit, rank: rank(slot) }))
    .sort((a, b) => a.fit - b.fit || a.rank - b.rank || a.slot - b.slot)
    .slice(0, limit)
    .map(({ slot, fit }) => ({ slot, fit }))
}
