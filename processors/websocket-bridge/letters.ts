import type { AnswerOf, listTrackLetters } from '../../schemas/http.ts'
import type { Sorted } from './track-list.ts'
import { NAMELESS } from './track-order.ts'

export type Letters = AnswerOf<typeof listTrackLetters>

/** Scripts of so many characters that each as a letter of its own would lead nowhere. */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Hiragana}|\p{Script=Katakana}/u, 'あ'],
  [/\p{Script=Han}/u, '漢'],
  [/\p{Script=Hangul}/u, '한'],
]
const LETTER = /\p{L}/u

/** The letter that a name is listed under, by the first character of what it is sorted by. */
function letterFor(character: string): string {
  if (character === NAMELESS) return '?'
  if (!LETTER.test(character)) return '#'
  return SCRIPTS.find(([script]) => script.test(character))?.[1] ?? character.toUpperCase()
}

/**
 * Where each letter begins in a sorted list.
 * @param nameAt where in `sortKey` the name begins; null: it is listed under no letter, behind all that are.
 */
export function lettersIn<T extends Sorted>(entries: Iterable<T>, nameAt: (entry: T) => number | null): Letters {
  const letters: { letter: string; offset: number; count: number }[] = []
  let total = 0
  let point = -1
  let letter = ''
  for (const entry of entries) {
    const at = nameAt(entry)
    const next = at === null ? -1 : (entry.sortKey.codePointAt(at) ?? 0)
    // Neighbours nearly always begin alike.
    if (next !== point) letter = next === -1 ? '' : letterFor(String.fromCodePoint(next))
    point = next
    const last = letters.at(-1)
    if (last?.letter === letter) last.count += 1
    else letters.push({ letter, offset: total, count: 1 })
    total += 1
  }
  return { total, letters }
}
