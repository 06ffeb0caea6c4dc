import fc from 'fast-check'
import { expect, test } from 'vitest'
import { oggBeginning, oggPageAt, oneOggStream } from '../../../../processors/shared/formats/ogg-pages.ts'
import { oggPage, withOtherStreams } from './ogg.ts'

const opusHead = Buffer.from('OpusHead'.padEnd(19, '\0'))
const link = (serial: number, fill: number) => [
  oggPage(opusHead, { serial, flags: 2 }),
  oggPage(Buffer.alloc(600, fill), { serial, number: 1 }),
  oggPage(Buffer.alloc(10, fill), { serial, flags: 4, number: 2 }),
]

test.each([
  ['Opus alone', Buffer.concat(link(1, 1)), { codec: 'opus', isMixed: false, hasSpeex: false }],
  ['Opus among others', withOtherStreams(Buffer.concat(link(1, 1))), { codec: 'opus', isMixed: true, hasSpeex: false }],
  [
    'Speex',
    oggPage(Buffer.from('Speex   1.2'), { serial: 1, flags: 2 }),
    { codec: null, isMixed: false, hasSpeex: true },
  ],
  ['video alone', oggPage(Buffer.from('\x80theora', 'latin1'), { serial: 1, flags: 2 }), { codec: null }],
  ['no page', Buffer.from('no page at all'), { codec: null, isMixed: false }],
  ['half a page', oggPage(opusHead, { serial: 1, flags: 2 }).subarray(0, 20), { codec: null }],
])('%s', (_, bytes, expected) => {
  expect(oggBeginning(bytes)).toMatchObject(expected)
})

test('one stream is left, and what follows it in a chain, however the file is cut into pieces', () => {
  const alone = Buffer.concat([...link(1, 1), ...link(2, 2)])
  const mixed = Buffer.concat([
    withOtherStreams(Buffer.concat(link(1, 1))),
    withOtherStreams(Buffer.concat(link(2, 2))),
  ])
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: mixed.length }), { maxLength: 30 }), (cuts) => {
      const select = oneOggStream('opus')
      const places = [0, ...cuts.sort((a, b) => a - b), mixed.length]
      const pieces = places.slice(1).map((end, i) => select(mixed.subarray(places[i], end)))
      expect(Buffer.concat(pieces).equals(alone)).toBe(true)
    }),
    { seed: 5 },
  )
})

test('of two streams of one codec that sound together the first is left', () => {
  const [a, b] = [link(1, 1), link(2, 2)]
  const woven = Buffer.concat(a.flatMap((page, i) => [page, b[i] ?? Buffer.alloc(0)]))
  expect(Buffer.from(oneOggStream('opus')(woven)).equals(Buffer.concat(a))).toBe(true)
})

test('what is no page is left out', () => {
  const [first = Buffer.alloc(0), ...rest] = link(1, 1)
  const damaged = Buffer.concat([first, Buffer.from('OggS but no page'), Buffer.alloc(99, 7), ...rest])
  expect(Buffer.from(oneOggStream('opus')(damaged)).equals(Buffer.concat(link(1, 1)))).toBe(true)
  expect(oggPageAt(damaged, first.length)).toBeNull()
})
