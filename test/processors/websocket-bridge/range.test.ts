import { describe, expect, test } from 'vitest'
import { byteRange, isKnown, rangeStillHolds } from '../../../processors/websocket-bridge/range.ts'
import type { ByteRange } from '../../../processors/websocket-bridge/range.ts'

const WHOLE: ByteRange = { kind: 'whole' }
const NONE: ByteRange = { kind: 'unsatisfiable' }
const part = (first: number, last: number): ByteRange => ({ kind: 'part', first, last })

describe('byteRange of 1000 bytes, by RFC 9110 section 14', () => {
  test.each<[string | undefined, ByteRange]>([
    [undefined, WHOLE],
    ['', WHOLE],
    ['bytes=0-0', part(0, 0)],
    ['bytes=0-499', part(0, 499)],
    ['bytes=500-999', part(500, 999)],
    ['bytes=0-', part(0, 999)],
    ['bytes=999-', part(999, 999)],
    ['bytes=999-5000', part(999, 999)],
    ['bytes=-1', part(999, 999)],
    ['bytes=-1000', part(0, 999)],
    ['bytes=-5000', part(0, 999)],
    ['BYTES=0-1', part(0, 1)],
    ['bytes= 0-1 ', part(0, 1)],
    ['bytes=1000-', NONE],
    ['bytes=1000-1001', NONE],
    ['bytes=-0', NONE],
    ['bytes=99999999999999999999-', NONE],
    ['bytes=0-99999999999999999999', part(0, 999)],
    ['bytes=2-1', WHOLE],
    ['bytes=-', WHOLE],
    ['bytes=', WHOLE],
    ['bytes=a-b', WHOLE],
    ['bytes=0x0-0x1', WHOLE],
    ['bytes=1.5-2', WHOLE],
    ['bytes=--1', WHOLE],
    ['bytes=0-1,2-3', WHOLE],
    ['bytes=0-1,', WHOLE],
    ['items=0-1', WHOLE],
    ['0-1', WHOLE],
  ])('%s', (header, expected) => {
    expect(byteRange(header, 1000)).toStrictEqual(expected)
  })

  test.each(['bytes=0-', 'bytes=0-0', 'bytes=-1'])('an empty file has no range %s', (header) => {
    expect(byteRange(header, 0)).toStrictEqual(NONE)
  })
})

test.each([
  [undefined, true],
  ['"a"', true],
  ['"b"', false],
  ['W/"a"', false],
  ['Wed, 21 Oct 2015 07:28:00 GMT', false],
])('If-Range: %s', (header, expected) => {
  expect(rangeStillHolds(header, '"a"')).toBe(expected)
})

test.each([
  [undefined, false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ['*', true],
  ['"b"', false],
  ['a', false],
])('If-None-Match: %s', (header, expected) => {
  expect(isKnown(header, '"a"')).toBe(expected)
})
