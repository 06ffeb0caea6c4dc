import { describe, expect, it } from 'vitest'
import { parseRangeEdge } from '../../../../streams/app/records/range.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'

const NOW = Date.UTC(2026, 10, 30, 18)
const HOUR_MS = 3_600_000
const edge = (text: string) => parseRangeEdge(text, NOW)
const time = (atMs: number) => ({ kind: 'time', atMs })

describe('an edge of a range', () => {
  it('is a place in the log', () => {
    expect(['earliest', 'latest', '0', '42', '-5'].map(edge)).toStrictEqual([
      { kind: 'earliest' },
      { kind: 'latest' },
      { kind: 'offset', offset: 0 },
      { kind: 'offset', offset: 42 },
      { kind: 'last', count: 5 },
    ])
  })

  it('is a time with a zone, or before now', () => {
    expect(
      ['2026-11-30T01:14Z', '2026-11-30T01:14:05.250+01:00', '-90s', '-15m', '-2h', '-7d'].map(edge),
    ).toStrictEqual([
      time(Date.UTC(2026, 10, 30, 1, 14)),
      time(Date.UTC(2026, 10, 30, 0, 14, 5, 250)),
      time(NOW - 90_000),
      time(NOW - HOUR_MS / 4),
      time(NOW - 2 * HOUR_MS),
      time(NOW - 7 * 24 * HOUR_MS),
    ])
  })

  it('is in the zone of this machine where none is named', () => {
    expect([edge('2026-11-30'), edge('2026-11-30T01:14')]).toStrictEqual([
      time(new Date(2026, 10, 30).getTime()),
      time(new Date(2026, 10, 30, 1, 14).getTime()),
    ])
  })

  it.each(['', 'yesterday', '1.5', '+5', '-2w', '-h', '2026-02-30', '2026-11-30T25:00Z', '99999999999999999999'])(
    'is not "%s"; the message names what it can be',
    (text) => {
      expect(() => edge(text)).toThrow(ConfigError)
      expect(() => edge(text)).toThrow(/"[^"]*" is no place in a topic.*earliest.*-100.*2026-11-30T18:00Z.*-2h/)
    },
  )
})
