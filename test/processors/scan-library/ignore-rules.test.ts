import { expect, it } from 'vitest'
import { ignoredBy, NO_RULES, withIgnoreFile } from '../../../processors/scan-library/ignore-rules.ts'

const ignores = (path: string, ...files: readonly (readonly [folder: string, text: string])[]) =>
  ignoredBy(
    files.reduce((rules, [folder, text]) => withIgnoreFile(rules, folder, text), NO_RULES),
    path.replace(/\/$/, ''),
    path.endsWith('/'),
  )

it.each([
  ['a.mp3', '', null],
  ['a.mp3', '# a.mp3', null],
  ['a.mp3', '*.mp3', 'ignored'],
  ['x/y/a.mp3', '*.mp3', 'ignored'],
  ['x/a.mp3', '/*.mp3', null],
  ['x/a.mp3', 'x/*.mp3', 'ignored'],
  ['y/x/a.mp3', 'x/*.mp3', null],
  ['y/x/a.mp3', '**/x/*.mp3', 'ignored'],
  ['Audiobooks/', 'Audiobooks/', 'ignored'],
  ['Audiobooks', 'Audiobooks/', null],
  ['audiobooks/', 'Audiobooks/', null],
  ['a.mp3', '*.mp3\r\n!a.mp3\r\n', 'unignored'],
  ['#1.mp3', '\\#1.mp3', 'ignored'],
  ['...And Justice/', '...And Justice/', 'ignored'],
  ['...', '*', 'ignored'],
  ['\u00e9.mp3', 'e\u0301.mp3', 'ignored'],
  ['e\u0301.mp3', '\u00e9.mp3', 'ignored'],
  ['line\nbreak.mp3', 'line?break.mp3', 'ignored'],
] as const)('%j is, by %j, %s', (path, text, expected) => {
  expect(ignores(path, ['', text])).toBe(expected)
})

it.each([
  ['a.mp3', '*.mp3', null],
  ['[x] *!/a.mp3', '*.mp3', 'ignored'],
  ['[x] *!/y/a.mp3', '*.mp3', 'ignored'],
  ['[x] *!/y/a.mp3', '/*.mp3', null],
  ['[x] *!/y/a.mp3', 'y/a.mp3', 'ignored'],
  ['[x] *!/z/y/a.mp3', 'y/a.mp3', null],
  ['[x] *!/y/', 'y/ ', 'ignored'],
  ['[x] *!/!a.mp3', '\\!a.mp3', 'ignored'],
  ['x/y/a.mp3', 'y/a.mp3', null],
] as const)('%j is, by %j of the folder "[x] *!", %s', (path, text, expected) => {
  expect(ignores(path, ['[x] *!', text])).toBe(expected)
})

it('lets the file of a folder overrule that of a folder above', () => {
  const [above, own] = [
    ['', '*.mp3\nLive/'],
    ['x', '!a.mp3\n!Live/'],
  ] as const
  expect(
    ['x/a.mp3', 'x/b.mp3', 'a.mp3', 'x/Live/', 'x/Live/c.ogg', 'y/Live/'].map((path) => ignores(path, above, own)),
  ).toStrictEqual(['unignored', 'ignored', 'ignored', 'unignored', null, 'ignored'])
})

it.each([
  [
    'a'.repeat(1_001),
    'line 2 of its .slipstreamignore is of no use: it is longer than 1,000 characters; mend or remove it',
  ],
  ['**/a/**/a/**/a/**/b', 'line 2 of its .slipstreamignore is of no use: it has more than 3 "**"; mend or remove it'],
])('refuses a pattern that would stop the scan, and says where it is', (pattern, message) => {
  expect(() => ignores('a.mp3', ['x', `# ${'a'.repeat(2_000)}\n${pattern}`])).toThrow(message)
})
