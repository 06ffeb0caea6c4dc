import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  MAX_IDS,
  bpmOf,
  gainDbOf,
  gainDbOfR128,
  isYes,
  peakOf,
  positionOf,
  uuidsOf,
  yearIn,
} from '../../../../processors/scan-library/tags/values.ts'

const NOTHING = ['', ' ', 'NaN', '-1', '∞', '1e9', 'x', '9'.repeat(400), undefined]

describe('a number in a tag', () => {
  it.each([
    ['3', 3, null],
    ['03', 3, null],
    ['3/12', 3, 12],
    ['3 of 12', 3, 12],
    ['/12', null, 12],
    ['0/0', null, null],
    ['3/-2', null, null],
    ['-1', null, null],
    ['A1', null, null],
    ['10000', null, null],
    ['1.5', null, null],
  ])('is a position: %s', (text, number, total) => expect(positionOf(text)).toStrictEqual({ number, total }))

  it.each([
    ['1999', 1999],
    ['1999-05-01', 1999],
    ['1999-05-01T10:00:00Z', 1999],
    ['19990501', 1999],
    ['01.05.1999', 1999],
    ['(C) 1999', 1999],
    ['20190', null],
    ['0000', null],
    ['99', null],
    ['9999', null],
    ['5b11f4ce-a62d-471e-8278-a69a8278c7da', null],
  ])('is a year: %s', (text, year) => expect(yearIn(text)).toBe(year))

  it.each([
    ['-6.50 dB', -6.5],
    ['-6,5 dB', -6.5],
    ['+3.2dB', 3.2],
    ['\u22126.5 dB', -6.5],
    ['-6.5', -6.5],
    ['- 6.5 db', -6.5],
    ['64.1 dB', null],
    ['-6.5 dB, or so', null],
  ])('is a gain: %s', (text, gain) => expect(gainDbOf(text)).toBe(gain))

  it.each([
    ['0', 5],
    ['-1280', 0],
    ['256', 6],
    ['-573', 5 - 573 / 256],
    ['+256', 6],
    ['32768', null],
    ['1.5', null],
    ['-6.5 dB', null],
  ])('is a gain of R128: %s', (text, gain) => expect(gainDbOfR128(text)).toBe(gain))

  it.each([
    ['0.988831', 0.988831],
    ['1,25', 1.25],
    ['0', null],
    ['101', null],
  ])('is a peak: %s', (text, peak) => expect(peakOf(text)).toBe(peak))

  it.each([
    ['128', 128],
    ['128.50 BPM', 128.5],
    ['128,5', 128.5],
    ['0', null],
    ['1000', null],
  ])('is a tempo: %s', (text, bpm) => expect(bpmOf(text)).toBe(bpm))

  it.each(NOTHING)('is none: %s', (text) => {
    const { number, total } = positionOf(text)
    expect([number, total, yearIn(text), peakOf(text), bpmOf(text)]).toStrictEqual(Array(5).fill(null))
    expect(text === '-1' ? null : gainDbOf(text)).toBe(null)
  })

  it('is in its range or none, whatever it says', () => {
    const digits = fc.string({ unit: fc.constantFrom(...Array.from('0123456789.,-+/ dB')) })
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), digits), (text) => {
        for (const gain of [gainDbOf(text), gainDbOfR128(text)])
          expect(gain === null || Math.abs(gain) <= 60).toBe(true)
        for (const number of [peakOf(text), bpmOf(text)]) expect(number === null || number > 0).toBe(true)
        for (const number of [yearIn(text), positionOf(text).number, positionOf(text).total])
          expect(number === null || (Number.isInteger(number) && number >= 1 && number <= 9_999)).toBe(true)
      }),
      { seed: 20_261_130, numRuns: 2_000 },
    )
  })
})

it('reads what programs write for yes', () => {
  expect(['1', 'true', 'Yes', '0', '', 'no', undefined].map(isYes)).toStrictEqual([
    ...[true, true, true, false, false, false, false],
  ])
})

it('finds UUIDs, each once, and nothing else', () => {
  const id = '5b11f4ce-a62d-471e-81fc-a69a8278c7da'
  const other = '00000000-0000-0000-0000-000000000001'
  expect(uuidsOf([`${id.toUpperCase()}/${other}`, id, 'none', `x${'1'.repeat(99)}`])).toStrictEqual([id, other])
  const many = Array.from({ length: 900 }, (_, each) => `00000000-0000-0000-0000-${String(each).padStart(12, '0')}`)
  expect(uuidsOf(many)).toHaveLength(MAX_IDS)
})
