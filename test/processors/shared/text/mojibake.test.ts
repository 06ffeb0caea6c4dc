import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repaired } from '../../../../processors/shared/text/mojibake.ts'

/** Names in many languages as they are written, and such as look like mojibake and are none. */
const FINE = [
  ...['Björk', 'Sigur Rós', 'Ágætis byrjun', 'Motörhead', 'Beyoncé', 'BEYONCÉ', 'Édith Piaf', 'Céline Dion', 'Nº 1'],
  ...['Röyksopp', 'Mägo de Oz', 'Blue Öyster Cult', 'Mötley Crüe', 'Queensrÿche', 'Håkan Hellström', 'Ærø', 'Øystein'],
  ...['Dvořák', 'Leoš Janáček', 'Ničí nic', 'Lhasa de Sela', 'João Gilberto', 'CORAÇÃO', '«CORAÇÃO»', 'AMANHû', 'NÃO'],
  ...[
    'Čechomor',
    'Žižkov',
    'Őrült',
    'Árvíztűrő tükörfúrógép',
    'Łąka',
    'Paweł',
    'Ștefan',
    'İstanbul',
    'Sezen Aksu',
    'Ğ',
  ],
  ...['Кино', 'Ленинград', 'Ёлка', 'Океан Ельзи', 'Ляпис Трубецкой', 'Μαρία', 'Γιώργος Νταλάρας', 'עברית', 'فيروز'],
  ...['久石譲', '坂本龍一', 'こんにちは', '방탄소년단', '周杰倫', 'नमस्ते', 'สวัสดี', 'Việt Nam', 'Đàn bầu', '🎵 Songs 🎶'],
  ...['NESTLÉ™', 'NESTLÉ™ and NESCAFÉ™', 'CAFÉ”', '“CAFÉ”', 'Ü«', '»Ü«', 'Ä…', 'Ö®', 'Ø’Neill', 'Ñ’s', 'À la carte'],
  ...[
    'déjà vu',
    'Amanhã…”',
    'não…',
    'À bout de souffle',
    'être',
    'õöö',
    'öö',
    'ÅÄÖ',
    'åäö',
    'ÆØÅ',
    'áéíóú',
    'äëïöü',
    'ÀÉÎÕÜ',
  ],
  ...[
    '÷ (Divide)',
    '×',
    'Ænima',
    'Þursaflokkurinn',
    'Þeyr',
    'Ísland',
    'ÚÍ',
    'Ó',
    'ÖÐÎÄ',
    'ùìåí',
    'Straße',
    'GROẞE',
    'Ÿ',
  ],
  ...['AC/DC', 'Guns N’ Roses', 'Don´t', '½ Full', '5 µm', '20°C', '© 1999', 'Mañana', 'Ñu', '¿Qué?', '¡Olé!', '', ' '],
  ...[
    'naïve',
    'Zoë',
    'Noël',
    'Señor Coconut',
    'Ça va',
    'ÇA VA',
    'L’Âme',
    'L’ÂME',
    'Ô Canada',
    'Où',
    'Être et avoir',
    'Où ça ?',
  ],
]

const latin1 = (bytes: Buffer) => bytes.toString('latin1')
const windows1252 = (bytes: Buffer) => new TextDecoder('windows-1252').decode(bytes)
const utf8 = (text: string) => Buffer.from(text, 'utf8')
const windows1251 = (text: string): Buffer => {
  const decoder = new TextDecoder('windows-1251')
  const byte = new Map(Array.from({ length: 256 }, (_, code) => [decoder.decode(Uint8Array.of(code)), code]))
  return Buffer.from(Array.from(text, (letter) => byte.get(letter) ?? 0x3f))
}

describe('text that is fine', () => {
  it.each(FINE)('stays: %s', (name) => expect(repaired(name)).toBe(name))

  it('stays, whatever names it is made of', () => {
    const names = fc.array(fc.constantFrom(...FINE), { minLength: 1, maxLength: 4 })
    const between = fc.constantFrom(' ', ' & ', '; ', ' – ', ', ', ' (feat. ', '” “', ' / ')
    fc.assert(
      fc.property(names, between, (parts, separator) => {
        const text = parts.join(separator)
        expect(repaired(text)).toBe(text)
      }),
      { seed: 20_261_130, numRuns: 5_000 },
    )
  })

  it('stays, whatever words of accented letters with signs behind them it is', () => {
    const letter = fc.constantFrom(
      ...Array.from('aeinorstlAEIORSTNàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝ'),
    )
    const word = fc.array(letter, { minLength: 1, maxLength: 8 }).map((letters) => {
      const [first = '', ...rest] = letters
      return first + rest.join('').toLowerCase()
    })
    const sign = fc.constantFrom('', '', '', '.', ',', '!', '?', '»', '”', '’', '…', '™', '®', ':', ' –', '”,', '…”')
    // Words of accents alone, four letters long, are those of Windows-1251: no language has them.
    const possible = word.filter((each) => each.length < 4 || /[a-z]/i.test(each))
    const text = fc
      .array(fc.tuple(possible, sign), { minLength: 1, maxLength: 5 })
      .map((words) => words.map((w) => w.join('')).join(' '))
    fc.assert(
      fc.property(text, (fine) => {
        expect(repaired(fine)).toBe(fine)
      }),
      { seed: 20_261_130, numRuns: 20_000 },
    )
  })
})

describe('text read by a wrong encoding', () => {
  it.each([
    ['BjÃ¶rk', 'Björk'],
    ['Sigur RÃ³s', 'Sigur Rós'],
    ['BeyoncÃ©', 'Beyoncé'],
    ['BEYONCÃ‰', 'BEYONCÉ'],
    ['Donâ€™t', 'Don’t'],
    ['nÂº 1', 'nº 1'],
    ['PaweÅ‚', 'Paweł'],
    ['ÐšÐ¸Ð½Ð¾', 'Кино'],
    ['ä¹…çŸ³è­²', '久石譲'],
    ['Êèíî', 'Кино'],
    ['Ãðóïïà êðîâè', 'Группа крови'],
    ['ËÅÍÈÍÃÐÀÄ', 'ЛЕНИНГРАД'],
    ['Îêåàí Åëüçè', 'Океан Ельзи'],
    ['Ëÿïèñ Òðóáåöêîé - Live', 'Ляпис Трубецкой - Live'],
    ['«Ìàøèíà âðåìåíè» feat. DJ', '«Машина времени» feat. DJ'],
  ])('is mended: %s', (broken, right) => expect(repaired(broken)).toBe(right))

  it('is mended or left alone, never made another text, and nearly always mended where Latin-1 was read', () => {
    let mended = 0
    const broken = FINE.filter((name) => /[^\p{ASCII}]/u.test(name))
    for (const name of broken) {
      for (const decode of [latin1, windows1252]) {
        const read = decode(utf8(name))
        const result = repaired(read)
        expect([name, read]).toContain(result)
        if (result === name) mended += 1
      }
      if (/^[\p{Script=Cyrillic} ]+$/u.test(name)) expect(repaired(latin1(windows1251(name)))).toBe(name)
    }
    expect(mended / (2 * broken.length)).toBeGreaterThan(0.85)
  })

  it('is mended once: a mended text is fine', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(repaired(repaired(text))).toBe(repaired(text))
      }),
      { seed: 20_261_130, numRuns: 2_000 },
    )
  })
})
