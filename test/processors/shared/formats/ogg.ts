import { oggPageAt } from '../../../../processors/shared/formats/ogg-pages.ts'

/** CRC of Ogg: polynomial 04c11db7, nothing reflected (RFC 3533, section 6). */
function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) {
    sum ^= byte << 24
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1
  }
  return sum >>> 0
}

export interface PageOptions {
  readonly serial: number
  readonly flags?: number
  readonly number?: number
}

/** A page of one packet of less than 64 KiB. */
export function oggPage(packet: Uint8Array, { serial, flags = 0, number = 0 }: PageOptions): Buffer {
  const segments = [...Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255]
  const head = Buffer.alloc(27 + segments.length)
  head.write('OggS', 'latin1')
  head[5] = flags
  head.writeUInt32LE(serial, 14)
  head.writeUInt32LE(number, 18)
  head[26] = segments.length
  head.set(segments, 27)
  const page = Buffer.concat([head, packet])
  page.writeUInt32LE(checksum(page), 22)
  return page
}

/** An Ogg file of one logical stream, with a skeleton and a video beside it. */
export function withOtherStreams(ogg: Uint8Array): Buffer {
  const pages: Buffer[] = []
  for (let at = 0; at < ogg.length;) {
    const page = oggPageAt(ogg, at)
    if (!page) throw new Error(`There is no Ogg page at ${at}.`)
    pages.push(Buffer.from(ogg.subarray(at, at + page.bytes)))
    at += page.bytes
  }
  const [first = Buffer.alloc(0), ...rest] = pages
  const [skeleton, video] = [1_000, 2_000]
  return Buffer.concat([
    oggPage(Buffer.from('fishead\0'.padEnd(64, '\0')), { serial: skeleton, flags: 2 }),
    oggPage(Buffer.from('\x80theora'.padEnd(42, '\0'), 'latin1'), { serial: video, flags: 2 }),
    first,
    oggPage(Buffer.alloc(0), { serial: skeleton, flags: 4, number: 1 }),
    ...rest.flatMap((page, i) => [oggPage(Buffer.alloc(5_000, 0x55), { serial: video, number: i + 1 }), page]),
  ])
}
