import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_BRANCHES, oneEditAway } from '../../../../processors/websocket-bridge/search/one-edit.ts'
import { vocabulary } from '../../../../processors/websocket-bridge/search/vocabulary.ts'

const termsOf = (words: readonly string[]) => {
  const terms = vocabulary()
  for (const word of words) terms.add(word, 0, false)
  return terms.all()
}

const near = (words: readonly string[], word: string) => {
  const terms = termsOf(words)
  const ranges = oneEditAway(terms, word, { branches: 0 })
  return [...new Set(ranges.flatMap(({ first, end }) => terms.slice(first, end).map(({ sortKey }) => sortKey)))].sort()
}

test.each([
  ['betales', ['beatles']],
  ['beatls', ['beatles']],
  ['bearles', ['beatles']],
  ['beatlles', ['beatles']],
  ['baetl', ['beatles']],
  ['eatles', ['beatles']],
  ['mozert', ['mozart']],
  ['zzzz', []],
  ['moz', []],
])('%s is near to %j', (word, expected) => {
  expect(near(['beatles', 'beethoven', 'mozart', 'mo', 'schubert'], word)).toStrictEqual(expected)
})

/** Optimal string alignment distance, as it is defined. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_unused, j) => (i === 0 ? j : j === 0 ? i : 0)),
  )
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity
  for (let i = 1; i <= a.length; i += 1)
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same)
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(i - 2, j - 2) + 1)
      const row = rows[i]
      if (row !== undefined) row[j] = least
    }
  return at(a.length, b.length)
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 7 })

test('just the terms with a beginning of four letters or more that is one edit away are found', () => {
  fc.assert(
    fc.property(fc.uniqueArray(letters, { maxLength: 30 }), letters, (words, word) => {
      const found = near(words, word)
      const beginnings = (term: string) => Array.from({ length: term.length - 3 }, (_, n) => term.slice(0, n + 4))
      const isNear = (term: string) => beginnings(term).some((beginning) => distance(beginning, word) === 1)
      const others = (terms: readonly string[]) => terms.filter((term) => !term.startsWith(word))
      expect(others(found)).toStrictEqual(others(words.filter(isNear).sort()))
    }),
    { seed: 6, numRuns: 300 },
  )
})

test('a vocabulary of many letters is not looked through', () => {
  const terms = termsOf(Array.from({ length: 20_000 }, (_, n) => String.fromCharCode(0x4e00 + n) + 'abc'))
  const work = { branches: 0 }
  oneEditAway(terms, 'zabc', work)
  expect(work.branches).toBe(MAX_BRANCHES)
})
