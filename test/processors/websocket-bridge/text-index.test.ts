import fc from 'fast-check'
import { expect, test } from 'vitest'
import { piecesOfName, piecesOfText, piecesOfWord, textIndex } from '../../../processors/websocket-bridge/text-index.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '語', '💥'), minLength: 1, maxLength: 6 })

test('a text that holds a word is never left out, also after others have come and gone', () => {
  fc.assert(
    fc.property(fc.array(fc.array(word, { minLength: 1, maxLength: 5 }), { maxLength: 50 }), word, (texts, asked) => {
      const index = textIndex()
      for (const [slot, words] of texts.entries()) index.add(slot, piecesOfText(words.join(' ')))
      for (const [slot, words] of texts.entries()) if (slot % 3 === 0) index.remove(slot, piecesOfText(words.join(' ')))
      const slots = index.inAll(piecesOfWord(asked))
      for (const [slot, words] of texts.entries()) {
        if (slot % 3 === 0) expect(slots.has(slot)).toBe(false)
        else if (words.some((each) => each.includes(asked))) expect(slots.has(slot)).toBe(true)
      }
    }),
    { seed: 5 },
  )
})

test('most texts without the word are left out, and names of one kind are not those of another', () => {
  const index = textIndex()
  const text = (n: number) => `track number ${n} by somebody`
  for (let n = 0; n < 5_000; n += 1) index.add(n, [...piecesOfText(text(n)), ...piecesOfName('artist', `name ${n}`)])
  const count = (pieces: Iterable<number>) => {
    const slots = index.inAll(pieces)
    return Array.from({ length: 5_000 }, (_, n) => slots.has(n)).filter(Boolean).length
  }
  expect(count(piecesOfWord('somebody'))).toBe(5_000)
  expect(count(piecesOfWord('nobody'))).toBeLessThan(100)
  expect(count(piecesOfName('artist', 'name 17'))).toBeLessThan(50)
  expect(count(piecesOfName('genre', 'name 17'))).toBeLessThan(50)
  const all = index.inAll(piecesOfWord('somebody'))
  expect([all.upTo(4_999), all.upTo(5_000)?.at(-1)]).toStrictEqual([null, 4_999])
})
