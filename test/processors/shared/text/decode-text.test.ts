import { describe, expect, it } from 'vitest'
import { decodedText } from '../../../../processors/shared/text/decode-text.ts'

const TEXT = 'TITLE "Größe"\nPERFORMER "Мумий Тролль"\n'
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
/** Windows-1251: capitals of Cyrillic from 0xc0, small letters from 0xe0. */
const cp1251 = (text: string) =>
  Uint8Array.from(Array.from(text), (letter) => {
    const code = letter.charCodeAt(0)
    return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code
  })

describe('the text of a file', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['UTF-16, big-endian, with a mark', utf16be(`\uFEFF${TEXT}`)],
    ['UTF-16 without a mark', Buffer.from(TEXT, 'utf16le')],
    ['UTF-16, big-endian, without a mark', utf16be(TEXT)],
    ['lines of Windows', Buffer.from(TEXT.replaceAll('\n', '\r\n'))],
    ['lines of old Macs', Buffer.from(TEXT.replaceAll('\n', '\r'))],
  ])('is read from %s', (_, bytes) => expect(decodedText(bytes)).toBe(TEXT))

  it('is read from Latin-1 and from Windows-1252', () => {
    expect(decodedText(Buffer.from('Björk – Début'.replace('–', '\x96'), 'latin1'))).toBe('Björk – Début')
  })

  it('is read from Windows-1251, short words by the long ones beside them', () => {
    expect(decodedText(cp1251('TITLE "Иди"\nPERFORMER "Мумий Тролль"'))).toBe('TITLE "Иди"\nPERFORMER "Мумий Тролль"')
  })

  it('is read from Shift_JIS where it has kana, and where quotation marks look like kana from Windows-1252', () => {
    // "さくら" and "椎名林檎", as encoded by iconv.
    const japanese = Buffer.from(
      'TITLE "\x82\xb3\x82\xad\x82\xe7"\nPERFORMER "\x92\xc5\x96\xbc\x97\xd1\x8c\xe7"',
      'latin1',
    )
    expect(decodedText(japanese)).toBe('TITLE "さくら"\nPERFORMER "椎名林檎"')
    const german = Buffer.from('TITLE "\x82\xc4pfel\x91 \x82\xd6l\x91 \x82\xdcber\x91"', 'latin1')
    expect(decodedText(german)).toBe('TITLE "‚Äpfel‘ ‚Öl‘ ‚Über‘"')
    expect(decodedText(cp1251('TITLE "Мумий Тролль, Машина времени, Кино"'))).toBe(
      'TITLE "Мумий Тролль, Машина времени, Кино"',
    )
  })

  it('reads one line as Cyrillic where another is not', () => {
    const lines = Buffer.concat([cp1251('PERFORMER "Мумий Тролль"\n'), Buffer.from('TITLE "Ça ira ß"', 'latin1')])
    expect(decodedText(lines)).toBe('PERFORMER "Мумий Тролль"\nTITLE "Ça ira ß"')
  })

  it('is empty when the file is', () => expect(decodedText(new Uint8Array())).toBe(''))
})
