import { describe, expect, it } from 'vitest'
import { crc32c } from '../../../../streams/app/forget/crc32c.ts'
import { batchBytes, withoutMentions } from '../../../../streams/app/forget/record-batch.ts'
import { batchOf, recordsIn } from '../../../support/segment.ts'

const mentions = (record: Buffer) => record.includes('ann')
const without = (batch: Buffer, isLast = false) => withoutMentions(batch, mentions, isLast)

it('is the checksum of RFC 3720', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
})

describe('a batch without the records of somebody', () => {
  it('keeps the offset, the time and the bytes of every other record', async () => {
    const batch = await batchOf(40, [
      { key: 'ann', value: 'x', headers: {} },
      { key: 'bob', value: null, headers: { 'caused-by': 'plays/0/1' } },
      { key: 'cat', value: 'a list for ann', headers: {} },
      { key: 'dan', value: 'y'.repeat(300), headers: {} },
    ])
    const made = without(batch)
    if (made.kind !== 'changed' || made.batch === null) throw new Error('It is changed.')
    expect([made.removed, batchBytes(made.batch)]).toStrictEqual([2, made.batch.length])
    const whole = await recordsIn(batch)
    expect(await recordsIn(made.batch)).toStrictEqual([whole[1], whole[3]])
  })

  it('goes when nothing is left, but for the last one of a log: its offset would be given again', async () => {
    const batch = await batchOf(7, [{ key: 'x', value: 'ann', headers: {} }, { key: 'ann', value: null, headers: { h: 'ann' } }]) // prettier-ignore
    expect(without(batch)).toStrictEqual({ kind: 'changed', removed: 2, batch: null })
    const made = without(batch, true)
    if (made.kind !== 'changed' || made.batch === null) throw new Error('It is changed.')
    expect([await recordsIn(made.batch), made.batch.readInt32BE(23), made.batch.readUInt32BE(17)]).toStrictEqual([[], 1, crc32c(made.batch.subarray(21))]) // prettier-ignore
  })

  it('is left alone when nothing mentions them, or when its records cannot be told apart', async () => {
    const batch = await batchOf(0, [{ key: 'ann', value: null, headers: {} }])
    const changed = (at: number, value: number) => {
      const copy = Buffer.from(batch)
      copy.writeUInt8(value, at)
      return copy
    }
    expect(without(await batchOf(0, [{ key: 'bob', value: null, headers: {} }])).kind).toBe('unchanged')
    expect(without(changed(60, 9)).kind).toBe('opaque') // its checksum does not fit
    expect(without(await batchOf(0, [{ key: 'ann', value: null, headers: {} }], 1)).kind).toBe('opaque') // gzip
    const marker = changed(22, 0x30)
    marker.writeUInt32BE(crc32c(marker.subarray(21)), 17)
    expect(without(marker).kind).toBe('unchanged')
  })
})
