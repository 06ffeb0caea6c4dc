import { foldText } from '../../shared/text/fold.ts'
import { cleanText } from '../../shared/text/clean-text.ts'
import { ID3_GENRES } from './id3-genres.ts'

/** More genres say nothing of a track. */
export const MAX_GENRES = 20

/**
 * Semicolons and vertical bars are in no genre's name and always separate. A slash or backslash separates when spaces stand
 * around it: without them it is part of the names of the iTunes Store and of ID3v1, such as Hip-Hop/Rap and Folk/Rock. Ampersands,
 * plus signs and hyphens are parts of names: Drum & Bass, Jazz+Funk, Lo-Fi.
 */
const SEPARATOR = /[;|]|\s[/\\]\s|\\\\/
/** A comma separates, but in names that end in an ampersand or "and": Folk, World, & Country. */
const COMMA = /,\s/
const LAST_OF_NAME = /,\s(?:&|and\s)/i

/** `(17)`, `(RX)` before a name, as ID3v2.3 has them; a name may follow, and refine or repeat it. */
const REFERENCES = /^(?:\((\d{1,3}|RX|CR)\))+/i
const REFERENCE = /\((\d{1,3}|RX|CR)\)/gi

/** The genres of a track, each by itself and once, in the order of the tags. */
export function genresOf(values: readonly string[]): readonly string[] {
  const names = new Map<string, string>()
  for (const value of values) {
    if (names.size >= MAX_GENRES) break
    for (const name of value
      .slice(0, LONGEST_LIST)
      .replace(/\s+/gu, ' ')
      .split(SEPARATOR)
      .flatMap(atCommas)
      .flatMap(named)) {
      const genre = cleanText(name)
      const key = foldText(genre)
      if (key !== '' && !names.has(key) && names.size < MAX_GENRES) names.set(key, genre)
    }
  }
  return [...names.values()]
}

/** In UTF-16 units: what may follow is no list of genres. */
const LONGEST_LIST = 10_000

function atCommas(text: string): readonly string[] {
  return LAST_OF_NAME.test(text) ? [text] : text.split(COMMA)
}

/** Names for the numbers of ID3v1. */
function named(text: string): readonly string[] {
  const whole = text.trim()
  const alone = /^\d{1,3}$/.test(whole) ? ID3_GENRES[Number(whole)] : undefined
  if (alone !== undefined) return [alone]
  const references = REFERENCES.exec(whole)?.[0] ?? ''
  const numbered = Array.from(references.matchAll(REFERENCE), ([, code = '']) => nameOfCode(code))
  // `((` stands for a bracket that is part of the name; some programs join what they have with a slash.
  return [...numbered, whole.slice(references.length).replace(/^\//, '').replace(/^\(\(/, '(')]
}

function nameOfCode(code: string): string {
  if (/^rx$/i.test(code)) return 'Remix'
  return /^cr$/i.test(code) ? 'Cover' : (ID3_GENRES[Number(code)] ?? '')
}
