import { repaired, WINDOWS_1252 } from './mojibake.ts'

/**
 * The text of a file that says nothing of its encoding: UTF-8, UTF-16, Shift_JIS where it certainly is, or one byte for each
 * character. Of those, Windows-1252 is assumed, and mended where it certainly was Windows-1251. Its lines end with line feeds.
 */
export function decodedText(bytes: Uint8Array): string {
  return textOf(bytes).replace(/\r\n?/g, '\n')
}

function textOf(bytes: Uint8Array): string {
  const encoding = utf16Of(bytes)
  // A decoder drops the byte order mark.
  if (encoding !== null) return new TextDecoder(encoding).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const japanese = shiftJis(bytes)
    if (japanese !== null) return japanese
    const text = windows1252(bytes)
    // As a whole first: a word that is certainly Cyrillic also tells how the short ones are to be read.
    const whole = repaired(text)
    return whole === text ? text.split('\n').map(repaired).join('\n') : whole
  }
}

const SHIFT_JIS = new TextDecoder('shift_jis', { fatal: true })
/** Their first bytes are the low quotation mark and the ƒ of Windows-1252, their second ones what hardly follows these. */
const KANA = /[\u3041-\u3096\u30a1-\u30fa]/gu
const ENOUGH_KANA = 3
/** Katakana of one byte are Latin and Cyrillic letters elsewhere; private characters are those that only look like Shift_JIS. */
const IN_NO_JAPANESE = /[\uff61-\uff9f\p{Co}\p{Cn}]/u

/** The text as Shift_JIS, where it certainly is: all of it can be read so, and there are kana. Null: it is not. */
function shiftJis(bytes: Uint8Array): string | null {
  try {
    const text = SHIFT_JIS.decode(bytes)
    const kana = new Set(text.match(KANA))
    return kana.size >= ENOUGH_KANA && !IN_NO_JAPANESE.test(text) ? text : null
  } catch {
    return null
  }
}

/** Some versions of Node decode Windows-1252 as Latin-1 (nodejs/node#56542), so that its further signs stay controls. */
function windows1252(bytes: Uint8Array): string {
  const text = new TextDecoder('windows-1252').decode(bytes)
  return text.replace(/[\u0080-\u009f]/g, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80] ?? control)
}

/** What is looked at for the zero bytes of UTF-16 without a mark: commands and numbers are ASCII. */
const LOOKED_AT = 512

function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const zeros = [0, 0]
  const looked = bytes.subarray(0, LOOKED_AT)
  for (const [at, byte] of looked.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (Math.max(even, odd) * 4 < looked.length || looked.length === 0) return null
  return odd > even ? 'utf-16le' : 'utf-16be'
}
