import { expect, it } from 'vitest'
import { figureTable } from '../../../../streams/app/evaluate/figures.ts'

it('has a column for each subject and a row for each metric, and marks what misses its goal', () => {
  const figures = [
    { subject: 'ours', metric: 'recall', value: 1, unit: 'of 1', goal: 0.95, met: false },
    { subject: 'ours', metric: 'searches', value: 12_345.6, unit: 'per s' },
    { subject: 'the other', metric: 'recall', value: 0.96, unit: 'of 1', goal: 0.95, met: true },
    { subject: 'the other', metric: 'cells', value: 31, unit: '' },
    { subject: 'the other', metric: 'time', value: 12.34, unit: 's' },
  ]
  expect(figureTable(figures)).toStrictEqual([
    '                     ours   the other',
    'recall (goal 0.95)  1.000*      0.960',
    'searches, per s     12346',
    'cells                              31',
    'time, s                          12.3',
    '* misses its goal',
  ])
})

it('shows on how much a figure rests, and its interval', () => {
  const figure = {
    subject: 'ours',
    metric: 'hr@10',
    value: 0.118,
    unit: 'of 1',
    n: 51,
    interval: [0.055, 0.234] as const,
  }
  expect(figureTable([figure])[1]).toBe('hr@10, n=51  0.118 [0.055, 0.234]')
})

it('is nothing but its head without figures', () => {
  expect(figureTable([])).toStrictEqual([''])
})
