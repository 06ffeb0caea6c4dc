import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  MAX_COMPARED,
  MAX_POSTINGS,
  noWork,
  textIndex,
} from '../../../../processors/websocket-bridge/search/text-index.ts'
import type { TextIndex } from '../../../../processors/websocket-bridge/search/text-index.ts'
import { MAX_BRANCHES } from '../../../../processors/websocket-bridge/search/one-edit.ts'
import { askedFor, fits, holds, searchedText } from '../../../../processors/websocket-bridge/search/words.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '語', '-', '’'), minLength: 1, maxLength: 4 })
const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '))

test('just the texts with words that begin so are found, while texts come, change and go', () => {
  const change = fc.record({ slot: fc.nat(20), name: fc.option(name) })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), name, (changes, q) => {
      const index = textIndex()
      const present = new Map<number, string>()
      for (const { slot, name: next } of changes) {
        if (present.delete(slot)) index.remove(slot)
        if (next === null) continue
        present.set(slot, searchedText(next, ['Other']))
        index.add(slot, searchedText(next, ['Other']))
      }
      const { words } = askedFor(q)
      const expected = [...present].filter(([, text]) => words.every((each) => holds(text, each))).map(([slot]) => slot)
      const hits = index.best(askedFor(q), 100, () => 0).map(({ slot }) => slot)
      expect(hits.sort((a, b) => a - b)).toStrictEqual(expected.sort((a, b) => a - b))
      const { slots, unproved } = index.matching(words)
      const left = [...slots.each()].filter((slot) => unproved.every((each) => holds(index.textOf(slot), each)))
      expect(left).toStrictEqual(expected)
    }),
    { seed: 5, numRuns: 300 },
  )
})

const indexOf = (names: readonly string[]) => {
  const index = textIndex()
  for (const [slot, each] of names.entries()) index.add(slot, searchedText(each, []))
  return index
}

test('the best come first: exact, the beginning, whole words, beginnings of words; then by rank', () => {
  const names = ['New Karenina', 'Old Karen', 'Karenina', 'Karen Lomi', 'Karen', 'Simon']
  const best = (q: string, limit = 10) =>
    indexOf(names)
      .best(askedFor(q), limit, (slot) => names[slot]?.length ?? 0)
      .map(({ slot }) => names[slot])
  expect(best('karen')).toStrictEqual(['Karen', 'Karenina', 'Karen Lomi', 'Old Karen', 'New Karenina'])
  expect(best('karen', 2)).toStrictEqual(['Karen', 'Karenina'])
  expect(best('mo')).toStrictEqual([])
  expect(best('')).toStrictEqual([])
})

test('a wrong letter in each word is found beside what was typed, never instead of it', () => {
  const names = ['Wolfgang Mozart', 'Mozart Effect', 'Mozert', 'Wolf']
  const near = (q: string) =>
    indexOf(names)
      .nearly(askedFor(q), 10, () => 0)
      .map(({ slot, fit }) => [names[slot], fit === fits.fuzzy])
  expect(near('mozert')).toStrictEqual([
    ['Wolfgang Mozart', true],
    ['Mozart Effect', true],
  ])
  expect(near('wolfgnag mozart')).toStrictEqual([['Wolfgang Mozart', true]])
  expect(near('wolfgnag zzzz')).toStrictEqual([])
})

/** Names of few syllables, so that beginnings of words are common. */
const SYLLABLES = ['ka', 'lo', 'mi', 'ren', 'sta', 'u', 'vor', 'an', 'the', 'ing', 'er', 'on', 'bel', 'qui', 'x', 'zz']
const some = (n: number, step: number) =>
  [n % 16, (n * step) % 13, (n * 7) % 11].map((at) => SYLLABLES[at] ?? '').join(n % 3 === 0 ? '' : ' ')
const large: TextIndex = textIndex()
for (let n = 0; n < 20_000; n += 1) large.add(n, searchedText(some(n, 3), [some(n + 5, 5), `${n % 977}`]))

test.each([
  ['k'],
  ['ka lo'],
  ['zzzzqq'],
  [Array.from({ length: 100 }, (_, i) => 'abcdefghijklmnopqrstuvwxyz'[i % 26]).join(' ')],
  ['an er on in ka lo mi re st vo th ng be ui el la ol zq'],
  ['anerontheingkalomirensta'.repeat(8)],
  [SYLLABLES.map((syllable) => `${syllable}qqq`).join(' ')],
  ['1 2 3 4 5 6 7 8 9 0'],
])('what a search costs is bounded: %s', (q) => {
  const work = noWork()
  const asked = askedFor(q)
  large.best(asked, 20, () => 0, work)
  large.nearly(asked, 20, () => 0, work)
  expect(work.postings).toBeLessThan(MAX_POSTINGS)
  expect(work.texts).toBeLessThanOrEqual(3 * MAX_COMPARED)
  expect(work.branches).toBeLessThanOrEqual(MAX_BRANCHES)
})
