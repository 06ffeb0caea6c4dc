/**
 * Text that was decoded by another encoding than it was written in. Two such accidents are common, and leave traces that can be
 * told for certain: UTF-8 read as Latin-1 or Windows-1252 ("BjÃ¶rk"), and Windows-1251 read as either ("Êèíî"). Whatever may be
 * meant as it stands is left alone: a name that is wrong in a tag can be corrected there, one that was made wrong here cannot.
 */
export function repaired(text: string): string {
  const bytes = NOT_ASCII.test(text) ? bytesOf(text) : null
  return bytes === null ? text : (readAsUtf8(text, bytes) ?? readAsCyrillic(bytes) ?? text)
}

const NOT_ASCII = /[^\p{ASCII}]/u

/** What Windows-1252 has where Latin-1 has control characters: 0x80 to 0x9f, in order. */
export const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
const BYTES: ReadonlyMap<string, number> = new Map(Array.from(WINDOWS_1252, (letter, index) => [letter, 0x80 + index]))

/** The bytes that a text was decoded from; null when it has characters that stand for no single byte. */
function bytesOf(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const byte = BYTES.get(text[at] ?? '') ?? text.charCodeAt(at)
    if (byte > 0xff) return null
    bytes[at] = byte
  }
  return bytes
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** Control characters, private and unassigned ones. */
const IN_NO_NAME = /[\p{Cc}\p{Co}\p{Cn}]/u

function readAsUtf8(text: string, bytes: Uint8Array): string | null {
  if (!showsUtf8(text)) return null
  try {
    const read = UTF_8.decode(bytes)
    return IN_NO_NAME.test(read.replace(/\s/gu, '')) ? null : read
  } catch {
    return null
  }
}

const TRAIL = `[\\u00a0-\\u00bf\\u0080-\\u009f${WINDOWS_1252}]`
/** First bytes of the blocks that names are written in: Latin, Greek, Cyrillic, Hebrew, Arabic; what takes three or four bytes. */
const SEQUENCES = new RegExp(`(?:[ÂÃÄÅÎÏÐÑ×ØÙ]${TRAIL}|[à-ï]${TRAIL}{2}|ð${TRAIL}{3})`, 'gu')
const LATIN_1_CONTROL = /[\u0080-\u009f]/
/** What stands behind a word, in some language: closing quotation marks, dots, dashes, signs, digits and letters raised. */
const BEHIND_A_WORD = /^[»”“«›‹„‚…–—™®©°²³¹ºª·´¨]$/u
/** What also stands between two letters: apostrophes, and the space that does not break a line. */
const BETWEEN_LETTERS = /^[’‘\u00a0]$/u
const BY_ITSELF = /^(?:[ÂÃ]|â€)/u
/** A capital behind a small letter: no name has one with an accent there, and a sign behind it. */
const INSIDE_A_WORD = /\p{Ll}\p{Lu}$/u

/**
 * Whether sequences of UTF-8 are there that nobody writes: one with a control character, or that begins inside a word; two
 * that are no letter with a sign behind it ("NESTLÉ™" is one); or one of the most common, which begin with Ã, Â or â€.
 */
function showsUtf8(text: string): boolean {
  const sequences = [...text.matchAll(SEQUENCES)]
  const isInside = (index: number) => INSIDE_A_WORD.test(text.slice(Math.max(0, index - 2), index + 1))
  if (sequences.some(({ 0: sequence, index }) => LATIN_1_CONTROL.test(sequence) || isInside(index))) return true
  const telling = sequences.filter(({ 0: sequence, index }) => {
    const trail = sequence.slice(1)
    if (BETWEEN_LETTERS.test(trail)) return false
    return !BEHIND_A_WORD.test(trail) || /^\p{Ll}/u.test(text.slice(index + sequence.length))
  })
  return telling.length > 1 || telling.some(([sequence]) => BY_ITSELF.test(sequence))
}

const WINDOWS_1251 = new TextDecoder('windows-1251')
/** Words and what may stand between them; Cyrillic letters of Russian, Ukrainian, Belarusian and Bulgarian alone. */
const CYRILLIC_TEXT = /^(?:[а-яёіїєґА-ЯЁІЇЄҐ]+|[\p{ASCII}«»–—…“”„‘’№\u00a0])*$/u
const WORDS = /[\p{L}]+/gu
const IN_CASE = /^(?:\p{Lu}?\p{Ll}+|\p{Lu}+)$/u
const CAPITALISED = /^\p{Lu}\p{Ll}{3,}$/u
/** So many different capitals are no chance: the two bytes of a Chinese character may look like two of them. */
const ENOUGH_CAPITALS = 6
const VOWEL = /[аеёиоуыэюяіїє]/u
/** No word has these: й behind a consonant, a sign behind a vowel or first, one letter three times, six consonants. */
const NO_WORD = /[^аеёиоуыэюяіїє]й|[аеёиоуыэюяіїє][ьъ]|^[ьъы]|(.)\1\1|[^аеёиоуыэюяіїє]{6}/u

/** Every word is Latin or a possible Cyrillic one, with its capitals where they belong. In Latin-1 such words have accents only. */
function readAsCyrillic(bytes: Uint8Array): string | null {
  const read = WINDOWS_1251.decode(bytes)
  if (!CYRILLIC_TEXT.test(read)) return null
  const words = Array.from(read.matchAll(WORDS), ([word]) => word).filter((word) => NOT_ASCII.test(word))
  const isPossible = (word: string): boolean => {
    const lower = word.toLowerCase()
    return !/[a-z]/.test(lower) && IN_CASE.test(word) && !NO_WORD.test(lower) && (word.length < 3 || VOWEL.test(lower))
  }
  const isCertain = words.some((word) => CAPITALISED.test(word) || hasEnoughCapitals(word))
  return isCertain && words.every(isPossible) ? read : null
}

function hasEnoughCapitals(word: string): boolean {
  return /^\p{Lu}+$/u.test(word) && new Set(word).size >= ENOUGH_CAPITALS
}
