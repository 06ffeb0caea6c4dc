import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  array,
  int16,
  int32,
  int64,
  readerOf,
  text,
  uvarint,
} from '../../../../streams/engine/kafka/flexible-protocol.ts'

it('is read as it was written', () => {
  const fields = fc.tuple(fc.nat({ max: 0xffffffff }), fc.integer({ min: -32768, max: 32767 }), fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.string(), fc.array(fc.integer(), { maxLength: 200 })) // prettier-ignore
  fc.assert(
    fc.property(fields, ([a, b, c, d, e, f]) => {
      const read = readerOf(Buffer.concat([uvarint(a), int16(b), int32(c), int64(d), text(e), array(f.map(int32))]))
      expect([read.uvarint(), read.int16(), read.int32(), read.int64()]).toStrictEqual([a, b, c, d])
      expect([read.text(), read.array(read.int32)]).toStrictEqual([Buffer.from(e).toString('utf8'), f])
    }),
  )
})

it('has lengths of one more than they are, so that 0 is null', () => {
  expect([text(''), text('a'), array([]), uvarint(300)].map((bytes) => bytes.toString('hex'))).toStrictEqual(['01', '0261', '01', 'ac02']) // prettier-ignore
  const read = readerOf(Buffer.of(0, 0))
  expect([read.text(), read.array(read.int32)]).toStrictEqual(['', []])
})

it('ends structures with tagged fields, which are passed over', () => {
  const read = readerOf(Buffer.from('02' + '00' + '02' + 'aabb' + '05' + '01' + 'cc' + '0007', 'hex'))
  read.tags()
  expect(read.int16()).toBe(7)
})

it('does not go beyond the end, or on without one', () => {
  expect(() => readerOf(Buffer.of(5, 1)).text()).toThrow(RangeError)
  expect(() => readerOf(Buffer.alloc(6, 0xff)).uvarint()).toThrow(RangeError)
})
