import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { csvCell, csvHeader, csvLine } from '../../../../streams/app/export/csv.ts'

const TEXT = { kind: 'text' } as const

it.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ["'Til Tuesday", "''Til Tuesday"],
  ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
  ['a=b', 'a=b'],
  ['a,b', '"a,b"'],
  ['two\nlines', '"two\nlines"'],
  ['', '""'],
])('writes the text %j so that no spreadsheet calculates with it', (text, cell) => {
  expect(csvCell(TEXT, text)).toBe(cell)
})

it.each([
  [{ kind: 'double' }, -1.5, '-1.5'],
  [{ kind: 'long' }, -7, '-7'],
  [{ kind: 'boolean' }, false, 'false'],
  [{ kind: 'timestamp' }, 1_796_001_199_257, '2026-11-30T01:13:19.257Z'],
  [{ kind: 'bytes' }, Buffer.from([251, 239]), "'++8="],
  [TEXT, null, ''],
  [{ kind: 'group', fields: [] }, { name: 'x', bytes: Buffer.from('hi') }, '"{""name"":""x"",""bytes"":""aGk=""}"'],
  [{ kind: 'list', items: { type: TEXT, isOptional: false } }, [], '[]'],
] as const)('writes a cell of %j', (type, value, cell) => {
  expect(csvCell(type, value)).toBe(cell)
})

it('gives every text back by one apostrophe less, to any reader of RFC 4180', () => {
  const columns = [
    { name: 'first', type: TEXT, isOptional: true },
    { name: 'second', type: TEXT, isOptional: true },
  ]
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string())), (rows) => {
      const text = csvHeader(columns) + rows.map((row) => csvLine(columns, row)).join('')
      const [header, ...read]: string[][] = parse(text, { record_delimiter: '\r\n' })
      expect(header).toStrictEqual(['first', 'second'])
      expect(read.map((row) => row.map((cell) => cell.replace(/^'/, '')))).toStrictEqual(rows)
    }),
  )
})
