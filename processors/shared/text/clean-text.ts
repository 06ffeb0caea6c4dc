/** Longer texts are cut, in code points. */
export const LONGEST_TEXT = 500

/** Cut before normalisation, whose cost grows with the length. */
const LONGEST_RAW = LONGEST_TEXT * 8

/** Control characters, lone surrogates, and the formatting characters that change the direction of text (Unicode UAX 9, section 2). */
const UNWANTED = /[\p{Cc}\p{Cs}\p{Bidi_Control}\ufeff\ufffe\uffff]/gu

/**
 * Sanitises the text of a tag or file name to one line: well-formed, NFC, without control characters, leading, trailing or
 * repeated spaces, at most LONGEST_TEXT code points. May be empty.
 */
export function cleanText(text: string): string {
  const line = text
    .slice(0, LONGEST_RAW)
    .replace(/[\s\0]+/gu, ' ')
    .replace(UNWANTED, '')
    .normalize('NFC')
    .replace(/ {2,}/g, ' ')
    .trim()
  const points = Array.from(line)
  return points.length <= LONGEST_TEXT ? line : points.slice(0, LONGEST_TEXT).join('').trimEnd()
}
