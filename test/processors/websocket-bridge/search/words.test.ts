import { expect, test } from 'vitest'
import {
  askedFor,
  fitOf,
  fits,
  folded,
  headOf,
  holds,
  neededWords,
  searchedText,
  wordsOfText,
} from '../../../../processors/websocket-bridge/search/words.ts'

/** Whether a text of this name is found by what was typed. */
const finds = (q: string, name: string, others: readonly string[] = []) => {
  const text = searchedText(name, others)
  const { words, joined } = askedFor(q)
  return words.every((word) => holds(text, word)) || joined?.every((word) => holds(text, word)) === true
}

test.each([
  ['orlund', 'Ørlund'],
  ['Ørlund', 'orlund'],
  ['strassenlicht', 'Straßenlicht'],
  ["we're", 'We’re Near'],
  ['we’re', "We're Near"],
  ['were near', 'We’re Near'],
  ['aenigra', 'Ænigra'],
  ['don’t', "Don't"],
  ['dont', 'Don’t'],
  ['jay-z', 'Jay\u2010Z'],
  ['jay z', 'Jay\u2010Z'],
  ['jayz', 'Jay-Z'],
  ['ac/dc', 'AC/DC'],
  ['acdc', 'AC/DC'],
  ['AC/DC', 'ACDC'],
  ['rem', 'R.E.M.'],
  ['nord/sued', 'Nord/Sued'],
  ['語', '日本語の歌'],
  ['本語', '日本語の歌'],
  ['日本語の歌', '日本語の歌'],
  ['ｶﾞ', 'ガラス'],
  ['사랑', '첫사랑'],
  ['ไทย', 'เพลงไทย'],
  ['!!!', '!!!'],
  ['rock & roll', 'Rock & Roll'],
  ['rock roll', 'Rock & Roll'],
  ['justice', '...And Justice'],
  ['❤', 'I ❤️ You'],
  ['ka lo', 'Lomi Karen'],
])('%s finds %s', (q, name) => {
  expect(finds(q, name)).toBe(true)
})

test.each([
  ['mo', 'Simon'],
  ['imon', 'Simon'],
  ['本日', '日本'],
  ['.*', 'Anything'],
  ['karen zz', 'Karen'],
])('%s does not find %s', (q, name) => {
  expect(finds(q, name)).toBe(false)
})

test('a text is found by its other words too, but its name comes first', () => {
  const text = searchedText('Jóga', ['Björk', 'Homogenic', 'Björk', ''])
  expect(headOf(text)).toBe('joga')
  expect([...wordsOfText(text)]).toStrictEqual(['joga', 'bjork', 'homogenic'])
  expect(headOf(searchedText('', ['a']))).toBe('')
})

test.each([
  ['acdc', 'AC/DC', fits.exact],
  ['AC/DC', 'AC/DC', fits.exact],
  ['日本語', '日本語', fits.exact],
  ['日本', '日本語', fits.prefix],
  ['karen lo', 'Karen Lomi', fits.prefix],
  ['lomi', 'Karen Lomi', fits.words],
  ['lomi karen', 'Karen Lomi', fits.words],
  ['lom', 'Karen Lomi', fits.beginnings],
  ['other', 'Karen Lomi', fits.elsewhere],
  ['lomi other', 'Karen Lomi', fits.elsewhere],
])('%s fits %s by %d', (q, name, fit) => {
  expect(fitOf(searchedText(name, ['Other']), askedFor(q))).toBe(fit)
})

test('words that are the beginning of another are not looked for, and the longest are looked for first', () => {
  expect(neededWords(['a', 'ab', 'abc', 'xy', 'abc'])).toStrictEqual(['abc', 'xy'])
})

test('what is too long is cut: a tag, the words that it is found by, and what is typed', () => {
  expect(folded('x'.repeat(1_000))).toHaveLength(120)
  expect(
    wordsOfText(
      searchedText(
        'a',
        Array.from({ length: 500 }, (_, n) => `w${n}`),
      ),
    ).size,
  ).toBe(101)
  expect(askedFor('a b c d', 3).words).toStrictEqual(['a', 'b', 'c'])
})
