import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText, LONGEST_TEXT } from '../../../../processors/shared/text/clean-text.ts'

describe('the cleaning of text', () => {
  it.each([
    ['leaves plain text', 'Blue in Green', 'Blue in Green'],
    ['leaves what looks like HTML: it is text', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['makes one line of many', 'one\r\ntwo\tthree', 'one two three'],
    ['drops what stands after a NUL as one line', 'one\0two', 'one two'],
    ['removes control characters', 'a\u0007b\u001bc\u009fd', 'abcd'],
    ['removes lone surrogates', 'a\ud800b\udc00c', 'abc'],
    ['keeps pairs of surrogates', '🎺 Brass', '🎺 Brass'],
    ['removes marks that turn the direction', 'cod\u202egpj.exe', 'codgpj.exe'],
    ['composes', 'Bjo\u0308rk', 'Björk'],
    ['keeps the joiner that makes one emoji of several', '👩‍🎤', '👩‍🎤'],
    ['trims', '  \u00a0 a  b \u3000', 'a b'],
    ['can leave nothing', '\u0000\u0001', ''],
  ])('%s', (_, text, expected) => {
    expect(cleanText(text)).toBe(expected)
  })

  it('cuts between characters, not within', () => {
    expect(cleanText('🎺'.repeat(LONGEST_TEXT + 1))).toBe('🎺'.repeat(LONGEST_TEXT))
  })

  it('gives bounded, well-formed text that is already clean, whatever it gets', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 2000 })
    const halves = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units))
    fc.assert(
      fc.property(fc.oneof(anything, halves), (text) => {
        const clean = cleanText(text)
        expect({
          again: cleanText(clean),
          wellFormed: Buffer.from(clean).toString(),
          bounded: Array.from(clean).length <= LONGEST_TEXT,
          controls: /[\p{Cc}\p{Cs}]/u.test(clean),
        }).toStrictEqual({ again: clean, wellFormed: clean, bounded: true, controls: false })
      }),
      { seed: 7, numRuns: 150 },
    )
  })
})
