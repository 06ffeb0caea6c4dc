import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mp4Chapters } from '../../../../processors/shared/tags/mp4-chapters.ts'

function atom(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

/** A list of Nero. */
function list(version: 0 | 1, chapters: readonly (readonly [seconds: number, title: string])[]): Buffer {
  const each = chapters.map(([seconds, title]) => {
    const text = Buffer.from(title)
    const head = Buffer.alloc(9)
    head.writeBigUInt64BE(BigInt(seconds * 10_000_000))
    head[8] = text.length
    return Buffer.concat([head, text])
  })
  const head = Buffer.alloc(version === 0 ? 5 : 9)
  head[0] = version
  head[head.length - 1] = chapters.length
  return atom('chpl', head, ...each)
}

const mp4With = (...inUdta: readonly Buffer[]) =>
  Buffer.concat([atom('ftyp', Buffer.from('M4B ')), atom('mdat', Buffer.alloc(99)), atom('moov', atom('trak'), atom('udta', ...inUdta))]) // prettier-ignore

const read = async (file: Buffer) =>
  mp4Chapters((at, length) => Promise.resolve(file.subarray(at, at + length)), file.length)

const found = [
  { title: 'Ä', startSeconds: 0 },
  { title: '', startSeconds: 2.5 },
]

it.each([0, 1] as const)('an MP4 has the chapters of its list, version %d', async (version) => {
  const chapters = [
    [0, 'Ä'],
    [2.5, ''],
  ] as const
  expect(await read(mp4With(atom('meta'), list(version, chapters)))).toStrictEqual(found)
})

it('another file has none, nor has one without a list', async () => {
  expect(await read(mp4With())).toStrictEqual([])
  expect(await read(Buffer.from('fLaC, and more of it'))).toStrictEqual([])
  expect(await read(Buffer.alloc(0))).toStrictEqual([])
})

it('damage gives fewer or others, and ends', async () => {
  const whole = mp4With(list(1, [[1, 'One'], [2, 'Two']])) // prettier-ignore
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), async (at, byte, end) => {
      const damaged = Buffer.from(whole.subarray(0, end))
      if (at < end) damaged[at] = byte
      expect((await read(damaged)).length).toBeLessThanOrEqual(255)
    }),
    { seed: 20_261_130, numRuns: 1_000 },
  )
})
