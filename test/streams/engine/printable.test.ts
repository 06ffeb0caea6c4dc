import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printableText, printableInLine, withoutPasswords } from '../../../streams/engine/printable.ts'

describe('text for a terminal', () => {
  it.each([
    ['an escape sequence that sets the clipboard', '\u001b]52;c;aGk=\u0007x.mp3', '\\u001b]52;c;aGk=\\u0007x.mp3'],
    ['the same in one C1 character', '\u009b31mred', '\\u009b31mred'],
    ['a carriage return, which would write over the line', 'ok\rno', 'ok\\u000dno'],
    ['marks that turn the direction of writing', 'a\u202egpj.exe\u2066b', 'a\\u202egpj.exe\\u2066b'],
    ['letters, joiners and symbols of any language stay', 'Sigur Rós שלום 👩‍🎤\tA\n', 'Sigur Rós שלום 👩‍🎤\tA\n'],
  ])('%s', (_, text, shown) => {
    expect(printableText(text)).toBe(shown)
  })

  it('lets a name make no line of its own', () => {
    expect(printableInLine('a.mp3\nStopped.\tb')).toBe('a.mp3\\u000aStopped.\\u0009b')
  })

  it('holds no control but newline and tab, and leaves JSON the same JSON', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
        (text) => {
          expect(printableText(text)).not.toMatch(/[^\P{Cc}\n\t]|\p{Bidi_Control}/u)
          const parsed: unknown = JSON.parse(printableText(JSON.stringify({ text })))
          expect(parsed).toStrictEqual(JSON.parse(JSON.stringify({ text: withoutPasswords(text) })))
        },
      ),
    )
  })
})

describe('the password of a URL', () => {
  it.each([
    ['http://u:s3cret@127.0.0.1:9/apis', 'http://***@127.0.0.1:9/apis'],
    [
      'at mongodb+srv://u:p%40ss@a.example,b.example/x?tls=1 now',
      'at mongodb+srv://***@a.example,b.example/x?tls=1 now',
    ],
    ['http://token@host', 'http://***@host'],
    ['two: http://a:b@c and http://d:e@f', 'two: http://***@c and http://***@f'],
    ['http://host/path@2x.png', 'http://host/path@2x.png'],
    ['me@example.org', 'me@example.org'],
  ])('%s', (text, masked) => {
    expect(withoutPasswords(text)).toBe(masked)
  })
})
