import { describe, expect, it } from 'vitest'
import { boxAt, movedForward } from '../../../../processors/shared/formats/mp4-order.ts'

function box(type: string, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

/** Version and flags, the number of offsets, then each. */
function table(offsets: readonly number[], count = offsets.length): Buffer {
  const bytes = Buffer.alloc(8 + 4 * offsets.length)
  bytes.writeUInt32BE(count, 4)
  offsets.forEach((offset, i) => bytes.writeUInt32BE(offset, 8 + 4 * i))
  return bytes
}

const within = (content: Buffer) => box('moov', box('trak', box('mdia', box('minf', box('stbl', content)))))

describe('a box', () => {
  it.each([
    ['of a plain length', box('ftyp', Buffer.alloc(4)), { type: 'ftyp', at: 100, bytes: 12 }],
    ['that extends to the end', Buffer.from('\0\0\0\0mdat', 'latin1'), { type: 'mdat', at: 100, bytes: 900 }],
    [
      'of a long length',
      Buffer.from('\0\0\0\x01mdat\0\0\0\0\0\0\0\x20', 'latin1'),
      { type: 'mdat', at: 100, bytes: 32 },
    ],
    ['whose long length is cut off', Buffer.from('\0\0\0\x01mdat', 'latin1'), null],
    ['longer than the file', Buffer.from('\0\0\x10\0mdat', 'latin1'), null],
    ['shorter than its head', Buffer.from('\0\0\0\x07mdat', 'latin1'), null],
    ['that is cut off', Buffer.from('\0\0', 'latin1'), null],
  ])('%s', (_, head, expected) => {
    expect(boxAt(head, 100, 1_000)).toStrictEqual(expected)
  })
})

describe('an index that is moved before the audio', () => {
  it('has its own length added to every chunk offset', () => {
    const before = within(box('stco', table([10, 20])))
    expect(movedForward(Buffer.from(before))).toStrictEqual(
      within(box('stco', table([10, 20].map((at) => at + before.length)))),
    )
  })

  it('has nothing else changed', () => {
    const other = within(box('stsz', table([10, 20])))
    expect(movedForward(Buffer.from(other))).toStrictEqual(other)
  })

  it('keeps within a table that says it is longer than it is', () => {
    const before = within(Buffer.concat([box('stco', table([10], 1_000)), box('stsz', table([7]))]))
    const after = within(Buffer.concat([box('stco', table([10 + before.length], 1_000)), box('stsz', table([7]))]))
    expect(movedForward(Buffer.from(before))).toStrictEqual(after)
  })
})
