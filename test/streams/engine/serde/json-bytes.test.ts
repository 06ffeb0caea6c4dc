import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonBytes, jsonString } from '../../../../streams/engine/serde/json-bytes.ts'

/** Begins small, so that it has to grow. */
function written(append: (out: JsonBytes) => void): string {
  const out = new JsonBytes(3)
  append(out)
  return out.written.toString('utf8')
}

describe('JSON in bytes', () => {
  it('has whole numbers as text has them', () => {
    const numbers = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.nat(20))
    fc.assert(fc.property(numbers, (value) => written((out) => out.integer(value)) === String(value)))
    const edges = Array.from({ length: 16 }, (_, n) => [10 ** n - 1, 10 ** n, 10 ** n + 1, 2 ** (3 * n), 2 ** (3 * n) - 1]) // prettier-ignore
    for (const value of [...edges.flat(), 2 ** 31 - 1, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
      expect([value, -value].map((each) => written((out) => out.integer(each)))).toStrictEqual([String(value), String(0 - value)]) // prettier-ignore
    }
  })

  it('has strings as JSON.stringify, with what a terminal obeys escaped', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constant('a\u0007\u009b\u202e\ufeff"\\\n🎵é'))
    fc.assert(
      fc.property(texts, (text) => {
        const expected = jsonString(text)
        expect(JSON.parse(expected)).toBe(text)
        expect(written((out) => out.string(text))).toBe(expected)
        const utf8 = Buffer.from(text)
        expect(written((out) => expect(out.utf8(utf8, 0, utf8.length)).toBe(true))).toBe(expected)
      }),
    )
  })

  it('has nothing of bytes that are no UTF-8', () => {
    const out = new JsonBytes()
    out.json('[')
    expect(out.utf8(Buffer.from([0x61, 0xc3, 0x28]), 0, 3)).toBe(false)
    expect(out.written.toString()).toBe('[')
  })

  it('keeps what is written when it grows', () => {
    const piece = Buffer.from('ab')
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 60 }), (kinds) => {
        const text = written((out) => {
          for (const kind of kinds) {
            if (kind === 0) out.ascii(piece)
            else if (kind === 1) out.json('é')
            else if (kind === 2) out.integer(123_456)
            else out.base64(piece)
          }
        })
        expect(text).toBe(kinds.map((kind) => ['ab', 'é', '123456', '"YWI="'][kind]).join(''))
      }),
    )
  })
})
