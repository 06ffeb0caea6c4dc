import { describe, expect, it } from 'vitest'
import { frame, schemaIdOf, unframe } from '../../../../streams/engine/serde/wire.ts'

describe('the wire format', () => {
  it('is a zero byte, the id as four bytes, big end first, and the Avro bytes', () => {
    expect(frame(258, Buffer.from([7, 8]))).toStrictEqual(Buffer.from([0, 0, 0, 1, 2, 7, 8]))
  })

  it('gives back what was framed', () => {
    expect(unframe(frame(0xfffffffe, Buffer.from([1])))).toStrictEqual({ schemaId: 0xfffffffe, avro: Buffer.from([1]) })
  })

  it('names the schema of a value, and none of a tombstone', () => {
    expect([schemaIdOf(frame(7, Buffer.alloc(0))), schemaIdOf(null)]).toStrictEqual([7, null])
  })

  it.each([
    ['another first byte', Buffer.from([1, 0, 0, 0, 1, 2])],
    ['too few bytes', Buffer.from([0, 0, 0, 1])],
  ])('is not %s', (_, bytes) => {
    expect([unframe(bytes), schemaIdOf(bytes)]).toStrictEqual([null, null])
  })
})
