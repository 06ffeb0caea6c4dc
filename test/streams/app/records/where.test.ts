import { describe, expect, it } from 'vitest'
import { parseWhere } from '../../../../streams/app/records/where.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'

const line = {
  ...{ topic: 'plays', partition: 3, offset: 42, timestamp: 1_796_001_199_257, key: 'a', schemaId: 6 },
  headers: { 'trace-id': 'plays/3/42' },
  value: { event: 'liked', positionMs: 5_000, title: null, items: [{ rank: 1 }], propensity: 0.5 },
}
const kind = (text: string) => parseWhere(text)(line).kind

describe('an expression of --where', () => {
  it.each([
    'value.event == "liked" && offset > 40',
    'value.event in ["liked", "skipped"] && !(partition == 2)',
    'value.positionMs / 2 == 2500.0 && value.positionMs * 2 > 9999 && offset % 2 == 0',
    '1 + value.propensity < 2.0',
    'value.title == null && !has(value.artist)',
    'value.items.exists(item, item.rank == 1)',
    'headers["trace-id"].startsWith("plays/")',
    'raw == null && error == null',
  ])('is true of a line: %s', (text) => {
    expect(kind(text)).toBe('wanted')
  })

  it('is not true of another, or cannot be told', () => {
    expect(['value.event == "skipped"', 'value.missing == 1', 'value.title.startsWith("a")', 'offset'].map(kind)).toStrictEqual(
      ['unwanted', 'error', 'error', 'error'],
    ) // prettier-ignore
  })

  it.each([
    ['value.event ==', /Unexpected token: EOF[^]*\^/],
    ['value.event = "liked"', /Unexpected character: =[^]*\^/],
    ['evnet == "liked"', /Unknown variable: evnet[^]*\^/],
    ['"liked"', /it gives string, not true or false/],
    ['process.exit()', /Unknown variable: process/],
    ['key.constructor("x")', /found no matching overload/],
  ])('is refused before anything is read, with its place: %s', (text, message) => {
    expect(() => parseWhere(text)).toThrow(ConfigError)
    expect(() => parseWhere(text)).toThrow(message)
  })

  it.each(['value.constructor == null', 'value.__proto__ == null', 'value["constructor"] == null'])(
    'reaches nothing of the program: %s',
    (text) => {
      expect(parseWhere(text)(line).kind).toBe('error')
    },
  ) // prettier-ignore
})
