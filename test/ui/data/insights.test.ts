import { describe, expect, it } from 'vitest'
import {
  figuresOf,
  flowSummary,
  inputRows,
  isQuiet,
  rangeOf,
  rangeWords,
  rateText,
  shareText,
  spanOf,
} from '../../../ui/data/insights.ts'
import { noInsights, someFlow, someInsights } from '../support/insight-answers.ts'

const NOW = Date.UTC(2026, 0, 2, 12)
const query = (text: string) => new URLSearchParams(text)

it('takes the range from the address, and times of its own by the clock of the browser', () => {
  expect(['', 'range=hour', 'range=all', 'range=own', 'range=toString'].map((text) => spanOf(query(text)))).toStrictEqual(
    ['day', 'hour', 'all', 'own', 'day'],
  ) // prettier-ignore
  expect(rangeOf(query('range=week'), NOW)).toStrictEqual({ from: NOW - 7 * 86_400_000 })
  expect(rangeOf(query('range=all'), NOW)).toStrictEqual({})
  const own = (text: string) => rangeOf(query(`range=own&${text}`), NOW)
  const [early, late] = ['2026-01-01T10:00', '2026-01-01T12:30']
  const [from, to] = [Date.parse(early), Date.parse(late)]
  expect(own(`from=${early}&to=${late}`)).toStrictEqual({ from, to })
  expect(own(`from=${late}&to=${early}`)).toStrictEqual({ from, to })
  expect([own(`from=${early}&to=${early}`), own('from=yesterday'), own(`to=${late}`)]).toStrictEqual([{ from }, {}, { to }]) // prettier-ignore
})

describe('a figure', () => {
  const figures = figuresOf(someInsights)

  it('says in words what its charts show', () => {
    expect(figures.map(({ summary }) => summary)).toStrictEqual([
      'neighbours-5: 0.214 (0.174 to 0.264) of 1,128 plays. drawn-1: 0.030 (-0.010 to 0.080) of 1,128 plays. typical-1: 0.000 (-0.040 to 0.050) of 0 plays.',
      'Played to the end at rank 6: explored 10 of 22 (45 %, 20 % to 80 %), the rest 151 of 378 (40 %, 20 % to 80 %).',
      'Of 1,000 lists half were sent within 200 ms, 99 in 100 within 1 s.',
      'Version 4: 16 cells, recall 0.990 (goal 0.95).',
      '10 dead letters; most often needs-ffmpeg (6).',
    ])
  })

  it('has a table of what its charts show, a cell under each head', () => {
    for (const { heads, rows, charts } of figures) {
      expect(rows.length).toBeGreaterThan(0)
      for (const row of rows) expect(row.length).toBe(heads.length)
      for (const { labels, series } of charts)
        for (const { values, intervals } of series)
          expect([values.length, intervals?.length ?? labels.length]).toStrictEqual([labels.length, labels.length])
    }
    const [scores, explored, waits] = figures
    expect(scores?.rows[0]?.slice(0, 6)).toStrictEqual(['drawn-1', '0.030', '-0.010 to 0.080', '1,128', '–', '–'])
    expect(explored?.rows[2]).toStrictEqual(['6', 'by chance', '400', '24', '10', '12', '45 %', '20 % to 80 %'])
    expect(waits?.rows).toStrictEqual([['100 ms', '30', '3 %'], ['200 ms', '900', '90 %'], ['1 s', '68', '7 %'], ['longer', '2', '0 %']]) // prettier-ignore
    expect(waits?.charts[0]?.series[0]?.values).toStrictEqual([0, 0, 0, 0, 30, 900, 0, 68, 0, 0, 0, 0, 2])
  })

  it('of nothing says nothing', () => {
    expect(figuresOf(noInsights).map(({ summary, rows }) => [summary, rows.length])).toStrictEqual(Array(5).fill(['', 0])) // prettier-ignore
    expect([isQuiet(noInsights), isQuiet(someInsights)]).toStrictEqual([true, false])
  })
})

it('tells of the flow in words, and what flows or waits before what rests', () => {
  expect(flowSummary(someFlow)).toBe(
    'Busiest: recommendations 3.2/s, plays 2.1/s, feedback < 0.1/s. 4 records wait. Not heard of for a minute: mongo-sink.',
  )
  expect(flowSummary({ ...someFlow, topics: [], edges: [], processors: [] })).toBe('Nothing flows now. Nothing waits.')
  const rows = inputRows(someFlow)
  expect(rows.map(({ topic }) => topic)).toStrictEqual(
    ['plays', 'recommendations', 'recommendations', 'feedback', 'plays', 'artists'], // prettier-ignore
  )
  expect([rows[0]?.cells, rows[5]?.cells]).toStrictEqual([
    ['plays', 'recommend', '2.1', '3'],
    ['artists', 'recommend', 'lookup', 'not measured'],
  ])
})

it('says why an edge has no rate or no lag', () => {
  const edge = (from: string, to: string, kind: 'input' | 'output', recordsPerSecond: number | null = null) => ({ from, to, kind, recordsPerSecond, lag: null }) // prettier-ignore
  const edges = [
    ...[edge('plays', 'recommend', 'input'), edge('recommend', 'lists', 'output'), edge('shadow', 'lists', 'output')],
    ...[edge('keep-opinions', 'opinions', 'output'), edge('scan-library', 'scans', 'output', 0)],
  ]
  expect(inputRows({ ...someFlow, edges }).map(({ cells }) => cells.slice(2))).toStrictEqual([
    ['not reported yet', 'not reported yet'],
    ...[1, 2].map(() => ['of 2 that write', 'none: written']),
    ...[
      ['not measured', 'none: written'],
      ['0', 'none: written'],
    ],
  ])
})

it('writes figures for people', () => {
  expect([0, 0.01, 3.14, 1_234.5].map(rateText)).toStrictEqual(['0', '< 0.1', '3.1', '1,235'])
  expect([null, 0, 0.456].map(shareText)).toStrictEqual(['–', '0 %', '46 %'])
  const at = (day: number, hour: number) => new Date(2026, 0, day, hour).getTime()
  expect(rangeWords(at(1, 18), at(1, 20))).toBe('1 Jan 2026, 18:00 to 20:00')
  expect(rangeWords(at(1, 18), at(2, 20))).toBe('1 Jan 2026, 18:00 to 2 Jan 2026, 20:00')
})
