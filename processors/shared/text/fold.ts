/**
 * Names as they are compared: a search, the order of the library and the ids of albums and artists all go through here, so that
 * what is one name to a listener is one name everywhere.
 *
 * Ids are made from the result. It may not change for any text: `test/processors/shared/text/fold.test.ts` holds it.
 */

/**
 * Letters that Unicode does not decompose, as a listener without them on the keyboard types them (CLDR, Latin-ASCII), the two
 * forms of sigma, and the quotes, apostrophes, dashes and slashes of typographers, as keyboards have them.
 */
const REPLACED: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h', ŧ: 't', ŋ: 'n', ə: 'e' },
  ς: 'σ',
  ...everyOneOf('\u2018\u2019\u201a\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u02c8\u2039\u203a\u0060', "'"),
  ...everyOneOf('\u201c\u201d\u201e\u201f\u2033\u2036\u02ba\u00ab\u00bb\u301d\u301e\u301f', '"'),
  ...everyOneOf('\u2044\u2215', '/'),
  '\u301c': '~',
  ...everyOneOf('\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212', '-'),
}

const TO_REPLACE = new RegExp(`[${Object.keys(REPLACED).join('')}]`, 'gu')

/** The acute accent by itself, which people type for an apostrophe, decomposes to a space with a mark. */
const ACUTE = /\u00b4/g

/**
 * Marks that a listener may leave out: the diacritics of Latin, Greek and Cyrillic, the points of Hebrew, the vowels of Arabic.
 * Those of other scripts are letters: without them Hindi has no vowels, and が is か.
 */
const DIACRITICS =
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g

/** What nobody sees: soft hyphens, joiners, marks of direction, variation selectors. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu

/** Control characters separate words too, so that no folded text holds one. */
const SPACES = /[\s\p{Control}]+/gu

/** Words of ASCII with one space between them, as most names are: only case is to be folded. */
const PLAIN = /^[\x21-\x5f\x61-\x7e]+(?: [\x21-\x5f\x61-\x7e]+)*$/

/**
 * Folds case, diacritics, compatibility forms (full-width letters, ligatures, one or two code points for one letter),
 * typographic signs and spaces. Folding a folded text changes nothing.
 */
export function foldText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text
    .replace(ACUTE, "'")
    .normalize('NFKD')
    .replace(DIACRITICS, '')
    .replace(INVISIBLE, '')
    .toLowerCase()
    .replace(TO_REPLACE, (letter) => REPLACED[letter] ?? letter)
    .normalize('NFC')
    .replace(SPACES, ' ')
    .trim()
}

function everyOneOf(letters: string, replacement: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from(letters, (letter) => [letter, replacement]))
}
