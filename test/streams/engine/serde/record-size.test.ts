import { expect, it } from 'vitest'
import { batchSizeOf, recordSize } from '../../../../streams/engine/serde/record-size.ts'

it('counts bytes, not characters, and each value of a header', () => {
  const empty = recordSize({ key: null, value: null, headers: {} })
  const sizeOf = (record: Partial<Parameters<typeof recordSize>[0]>) =>
    recordSize({ key: null, value: null, headers: {}, ...record }) - empty
  expect(sizeOf({ key: Buffer.from('né'), value: Buffer.alloc(100) })).toBe(103)
  const header = sizeOf({ headers: { a: '' } })
  expect(sizeOf({ headers: { a: 'né' } })).toBe(header + 3)
  expect(sizeOf({ headers: { a: Buffer.alloc(9) } })).toBe(header + 9)
  expect(sizeOf({ headers: { a: [Buffer.alloc(2), Buffer.alloc(3)] } })).toBe(2 * header + 5)
  expect(batchSizeOf({ key: null, value: null, headers: {} })).toBe(empty + 61)
})
