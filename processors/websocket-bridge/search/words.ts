import { foldText } from '../../shared/text/fold.ts'

/** Letters of a tag that count for order and search: a longer one is padding or an attack. */
const MAX_LETTERS = 120

/** Words of a text that are searched for, beside those of its name: a track of many artists and genres has fewer. */
const MAX_OTHER_WORDS = 100

/** Text as it is compared, so that "Björk" and "bjork" are the same. */
export function folded(text: string): string {
  return foldText(text.slice(0, MAX_LETTERS))
}

/** Scripts that write no spaces between words, and Korean, whose words are compounds: any part of a run may be searched for. */
const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join('')
const RUNS = new RegExp(`[${UNSPACED}]+|(?:(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}])+`, 'gu')
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u')

/** Apostrophes join: "don't" is "dont", also to those who leave it out. */
const APOSTROPHES = /'/g

/** Ends the name within a searched text; no word holds it. */
const NAME_END = '\n'

/**
 * What is searched: each word between spaces, first those of the name, then those that it is found by too.
 * "AC/DC" is found by "ac", "dc" and "acdc"; of 日本語 each two neighbouring letters are a word, and the last one.
 */
export function searchedText(name: string, others: readonly string[]): string {
  const foldedName = folded(name)
  const foldedOthers = [...new Set(others)].map(folded)
  const more = [
    ...compounds(foldedName),
    ...foldedOthers.flatMap((other) => [...wordsIn(other), ...compounds(other)]),
  ].slice(0, MAX_OTHER_WORDS)
  return ` ${wordsIn(foldedName).join(' ')} ${NAME_END} ${[...new Set(more)].join(' ')} `
}

/** The words of a searched text, each once. */
export function wordsOfText(text: string): ReadonlySet<string> {
  return new Set(text.split(/[ \n]+/).filter(Boolean))
}

/** The first word of the name of a searched text; empty when it has none. */
export function headOf(text: string): string {
  return text.slice(1, Math.max(1, text.indexOf(' ', 1)))
}

/** What a listener has typed. */
export interface Asked {
  /** Words that a text must hold as beginnings of its own, in the order in which they were typed. */
  readonly words: readonly string[]
  /** The same with "ac/dc" as "acdc"; null when there is nothing to join. */
  readonly joined: readonly string[] | null
  /** How the text begins whose name is just that. */
  readonly exactly: string
}

/** @param most words beyond that are not looked for. */
export function askedFor(q: string, most = 100): Asked {
  const text = foldText(q)
  const chunks = text.split(' ').filter(Boolean)
  const spoken = chunks.filter((chunk) => partsOf(chunk).length > 0)
  const used = spoken.length > 0 ? spoken : chunks
  const words = used.flatMap((chunk) => typedWords(chunk)).slice(0, most)
  const joined = used.flatMap((chunk) => joinedParts(chunk) ?? typedWords(chunk)).slice(0, most)
  return {
    words,
    joined: joined.length < words.length ? joined : null,
    exactly: ` ${wordsIn(used.join(' ')).join(' ')} ${NAME_END}`,
  }
}

/** How well a name fits what was typed; the less the better. */
export const fits = { exact: 0, prefix: 1, words: 2, beginnings: 3, elsewhere: 4, fuzzy: 5 } as const
export type Fit = (typeof fits)[keyof typeof fits]

/** Of a text that holds all the words. */
export function fitOf(text: string, { words, exactly }: Asked): Fit {
  if (text.startsWith(exactly)) return fits.exact
  const end = text.indexOf(NAME_END)
  if (text.slice(0, end).replaceAll(' ', '') === words.join('')) return fits.exact
  if (text.startsWith(` ${words.join(' ')}`)) return fits.prefix
  const isIn = (part: string) => {
    const at = text.indexOf(part)
    return at >= 0 && at < end
  }
  if (words.every((word) => isIn(` ${word} `))) return fits.words
  return words.every((word) => isIn(` ${word}`)) ? fits.beginnings : fits.elsewhere
}

/** Whether a word of the text begins with this one. */
export function holds(text: string, word: string): boolean {
  return text.includes(` ${word}`)
}

/** Those without which a text may be left out: what is the beginning of another word is found with it. The longest first. */
export function neededWords(words: readonly string[]): readonly string[] {
  const all = [...new Set(words)]
  return all
    .filter((word) => !all.some((other) => other !== word && other.startsWith(word)))
    .sort((a, b) => b.length - a.length)
}

function partsOf(chunk: string): readonly string[] {
  return chunk.replace(APOSTROPHES, '').match(RUNS) ?? []
}

/** All words of a folded text; of signs alone, such as "!!!", the signs. */
function wordsIn(text: string): readonly string[] {
  return text
    .split(' ')
    .filter(Boolean)
    .flatMap((chunk) => {
      const parts = partsOf(chunk)
      return parts.length === 0 ? [chunk] : parts.flatMap((part) => (IS_UNSPACED.test(part) ? pairsOf(part) : [part]))
    })
}

function compounds(text: string): readonly string[] {
  return text.split(' ').flatMap((chunk) => joinedParts(chunk) ?? [])
}

/** "acdc" of "ac/dc"; null when there is one part only, or one without spaces of its own. */
function joinedParts(chunk: string): string | null {
  const parts = partsOf(chunk)
  return parts.length < 2 || parts.some((part) => IS_UNSPACED.test(part)) ? null : parts.join('')
}

function typedWords(chunk: string): readonly string[] {
  const parts = partsOf(chunk)
  if (parts.length === 0) return [chunk]
  return parts.flatMap((part) => {
    if (!IS_UNSPACED.test(part)) return [part]
    const pairs = pairsOf(part)
    return pairs.length === 1 ? pairs : pairs.slice(0, -1)
  })
}

/** Each letter with its neighbour, and the last one alone. */
function pairsOf(run: string): readonly string[] {
  const letters = Array.from(run)
  return letters.map((letter, at) => letter + (letters[at + 1] ?? ''))
}
