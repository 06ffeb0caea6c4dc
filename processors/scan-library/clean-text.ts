/** Longest text taken from a tag, in code points; longer ones are cut. */
export const LONGEST_TEXT = 500

/** Before normalising, so that a megabyte of combining marks costs nothing. */
const LONGEST_RAW = LONGEST_TEXT * 8

/** Controls, lone surrogates, and the marks that turn the direction of the text around them (Unicode UAX 9, section 2). */
const UNWANTED = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu

/**
 * Whatever stands in a tag or a file name, as one harmless line: well-formed, NFC, without control characters, without
 * space at its ends or twice in a row, at most LONGEST_TEXT code points. May be empty.
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
