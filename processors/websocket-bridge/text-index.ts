/**
 * Which texts may hold a word: a bit-sliced signature file (C. Faloutsos and S. Christodoulakis, "Signature files", 1984). Each
 * text is a bit in a number of columns, those of the pieces of its words; a word can only be in the texts that are in all columns
 * of its pieces. Some texts are there by chance, so the caller looks into those that are left.
 */
export interface TextIndex {
  add(slot: number, pieces: Iterable<number>): void
  remove(slot: number, pieces: Iterable<number>): void
  /** Slots that are in all of these columns. */
  inAll(pieces: Iterable<number>): SlotSet
}

export interface SlotSet {
  has(slot: number): boolean
  /** All of them, when they are no more than this; else null. */
  upTo(most: number): readonly number[] | null
}

/** Of a title with artist and album about one in eight is set. For each a bit of each text: 13 MB for 100,000 texts. */
const COLUMNS = 1_024
const BITS = 32
const FIRST_CAPACITY = 1_024

export function textIndex(): TextIndex {
  const columns = Array.from({ length: COLUMNS }, () => new Uint32Array(FIRST_CAPACITY / BITS))
  let capacity = FIRST_CAPACITY
  const grow = (slots: number) => {
    if (slots <= capacity) return
    while (capacity < slots) capacity *= 2
    for (const [at, column] of columns.entries()) {
      const larger = new Uint32Array(capacity / BITS)
      larger.set(column)
      columns[at] = larger
    }
  }
  const each = (pieces: Iterable<number>, change: (column: Uint32Array) => void) => {
    for (const piece of pieces) {
      const column = columns[piece % COLUMNS]
      if (column !== undefined) change(column)
    }
  }
  return {
    add(slot, pieces) {
      grow(slot + 1)
      const [word, bit] = [slot >>> 5, 1 << (slot & 31)]
      each(pieces, (column) => (column[word] = (column[word] ?? 0) | bit))
    },
    remove(slot, pieces) {
      const [word, bit] = [slot >>> 5, 1 << (slot & 31)]
      each(pieces, (column) => (column[word] = (column[word] ?? 0) & ~bit))
    },
    inAll(pieces) {
      const left = new Uint32Array(capacity / BITS).fill(0xffffffff)
      each(new Set(pieces), (column) => {
        for (let i = 0; i < left.length; i += 1) left[i] = (left[i] ?? 0) & (column[i] ?? 0)
      })
      return {
        has: (slot) => ((left[slot >>> 5] ?? 0) & (1 << (slot & 31))) !== 0,
        upTo: (most) => slotsIn(left, most),
      }
    },
  }
}

function slotsIn(words: Uint32Array, most: number): readonly number[] | null {
  const slots: number[] = []
  for (const [at, word] of words.entries()) {
    for (let left = word; left !== 0; left &= left - 1) {
      if (slots.length >= most) return null
      slots.push(at * BITS + 31 - Math.clz32(left & -left))
    }
  }
  return slots
}

/** Beside the units of UTF-16. */
const NOTHING = -1

const hash = (a: number, b: number, c: number): number => {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a, 0x85ebca6b) ^ Math.imul(c + 0x1b87, 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3ce1)
  return (mixed ^ (mixed >>> 13)) >>> 0
}

/** What separates words, in a text and in a query. */
export const BETWEEN_WORDS = /[\s\0]+/

/** All pieces of the words of a text: of one, two and three letters (UTF-16 units). */
export function* piecesOfText(text: string): Generator<number> {
  for (const word of text.split(BETWEEN_WORDS)) {
    for (let i = 0; i < word.length; i += 1) {
      const [a, b, c] = [word.charCodeAt(i), word.charCodeAt(i + 1), word.charCodeAt(i + 2)]
      yield hash(a, NOTHING, NOTHING)
      if (i + 1 < word.length) yield hash(a, b, NOTHING)
      if (i + 2 < word.length) yield hash(a, b, c)
    }
  }
}

/** The longest pieces of a word: a text that holds it has them all. */
export function* piecesOfWord(word: string): Generator<number> {
  const length = Math.min(3, word.length)
  for (let i = 0; i + length <= word.length; i += 1) {
    const b = length > 1 ? word.charCodeAt(i + 1) : NOTHING
    const c = length > 2 ? word.charCodeAt(i + 2) : NOTHING
    yield hash(word.charCodeAt(i), b, c)
  }
}

/** As pieces of words are common, a name is in several columns: seldom are all of them full. */
const COLUMNS_OF_NAME = 4

/** The pieces of a whole name, such as that of an artist. @param kind keeps equal names of different kinds apart. */
export function* piecesOfName(kind: 'artist' | 'album' | 'genre', name: string): Generator<number> {
  let mixed = hash(kind.charCodeAt(0), kind.charCodeAt(1), kind.length)
  for (let i = 0; i < name.length; i += 1) mixed = hash(mixed, name.charCodeAt(i), i)
  for (let i = 0; i < COLUMNS_OF_NAME; i += 1) yield hash(mixed, i, kind.length)
}
