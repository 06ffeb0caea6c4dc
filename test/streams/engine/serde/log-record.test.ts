import { expect, it } from 'vitest'
import { headerText } from '../../../../streams/engine/serde/log-record.ts'

it.each([
  ['a value', { name: Buffer.from('é') }, 'é'],
  ['the first of several', { name: [Buffer.from('a'), Buffer.from('b')] }, 'a'],
  ['an empty value', { name: Buffer.alloc(0) }, ''],
  ['no value', { name: [] }, null],
  ['no such header', {}, null],
])('reads the text of a header with %s', (_, headers, text) => {
  expect(headerText(headers, 'name')).toBe(text)
})

it('finds no header that every object has', () => {
  expect(headerText({}, 'constructor')).toBeNull()
})
