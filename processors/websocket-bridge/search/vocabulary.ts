import { sortedList } from '../track-list.ts'
import type { Sorted } from '../track-list.ts'

/** A word, and the slots of the texts that hold it, in order. */
export interface Term extends Sorted {
  readonly slots: readonly number[]
  /** Of them, those whose name begins with the word. */
  readonly heads: readonly number[]
}

interface GrowingTerm extends Term {
  readonly slots: number[]
  readonly heads: number[]
}

/** Every word of the texts, in order. Its size is that of the texts. */
export interface Vocabulary {
  add(word: string, slot: number, isHead: boolean): void
  remove(word: string, slot: number): void
  /** All terms, by their words. */
  all(): readonly Term[]
}

export function vocabulary(): Vocabulary {
  const byWord = new Map<string, GrowingTerm>()
  const list = sortedList<Term>()
  return {
    add(word, slot, isHead) {
      let term = byWord.get(word)
      if (term === undefined) {
        term = { sortKey: word, slots: [], heads: [] }
        byWord.set(word, term)
        list.add(term)
      }
      insert(term.slots, slot)
      if (isHead) insert(term.heads, slot)
    },
    remove(word, slot) {
      const term = byWord.get(word)
      if (term === undefined) return
      take(term.slots, slot)
      take(term.heads, slot)
      if (term.slots.length > 0) return
      byWord.delete(word)
      list.remove(term)
    },
    all: () => list.all(),
  }
}

/** Terms from `first` up to, not including, `end`. */
export interface TermRange {
  readonly first: number
  readonly end: number
}

/** Above every letter that a word may go on with. */
const LAST = '\uffff'

/** The terms that begin so. @param within a range that holds them all. */
export function termsWith(terms: readonly Term[], beginning: string, within?: TermRange): TermRange {
  const first = firstFrom(terms, beginning, within)
  return { first, end: firstFrom(terms, beginning + LAST, { first, end: within?.end ?? terms.length }) }
}

function firstFrom(terms: readonly Term[], word: string, within?: TermRange): number {
  let low = within?.first ?? 0
  let high = within?.end ?? terms.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((terms[middle]?.sortKey ?? LAST) >= word) high = middle
    else low = middle + 1
  }
  return low
}

/** Slots by a whole name, such as that of an artist. Its size is that of the texts. */
export interface KeyedSlots {
  /** @returns the key as it is kept: one string, however many slots have it. */
  add(key: string, slot: number): string
  remove(key: string, slot: number): void
  /** In order. */
  of(key: string): readonly number[]
}

export function keyedSlots(): KeyedSlots {
  const byKey = new Map<string, { readonly key: string; readonly slots: number[] }>()
  return {
    add(key, slot) {
      const known = byKey.get(key)
      if (known === undefined) {
        byKey.set(key, { key, slots: [slot] })
        return key
      }
      insert(known.slots, slot)
      return known.key
    },
    remove(key, slot) {
      const known = byKey.get(key)
      if (known === undefined) return
      take(known.slots, slot)
      if (known.slots.length === 0) byKey.delete(key)
    },
    of: (key) => byKey.get(key)?.slots ?? [],
  }
}

function insert(slots: number[], slot: number): void {
  const last = slots.at(-1)
  if (last === undefined || last < slot) slots.push(slot)
  else {
    const at = placeOf(slots, slot)
    if (slots[at] !== slot) slots.splice(at, 0, slot)
  }
}

function take(slots: number[], slot: number): void {
  const at = placeOf(slots, slot)
  if (slots[at] === slot) slots.splice(at, 1)
}

function placeOf(slots: readonly number[], slot: number): number {
  let low = 0
  let high = slots.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((slots[middle] ?? slot) >= slot) high = middle
    else low = middle + 1
  }
  return low
}
