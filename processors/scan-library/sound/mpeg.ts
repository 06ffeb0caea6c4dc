import type { FileSpan, ByteSource } from './byte-source.ts'

const LARGEST_INFO_FRAME = 2048
/** From the end of the header; Xing and Info behind the side information, of 9 to 32 bytes, VBRI always at 32. */
const NAME_OFFSETS = [9, 17, 32] as const
const HEADER_BYTES = 4
const CRC_BYTES = 2

/** Without the frame of encoders and taggers, which holds no sound but a table for seeking. */
export async function mpegSound(source: ByteSource, range: FileSpan): Promise<FileSpan | null> {
  const head = await source.read(range.start, LARGEST_INFO_FRAME)
  if (head.length < HEADER_BYTES || head.readUInt8(0) !== 0xff || (head.readUInt8(1) & 0xe0) !== 0xe0) return null
  const bytes = frameBytes(head)
  const hasInfo = NAME_OFFSETS.some((offset) =>
    [0, CRC_BYTES].some((crc) => {
      const at = HEADER_BYTES + crc + offset
      return ['Xing', 'Info', 'VBRI'].includes(head.toString('latin1', at, at + 4))
    }),
  )
  return bytes !== null && hasInfo ? { start: range.start + bytes, end: range.end } : range
}

/** kbit/s of layer III, by version: MPEG 1, and MPEG 2 and 2.5 (ISO/IEC 11172-3 and 13818-3, table B.2.1). */
const BITRATES = {
  first: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  second: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const
/** Hz of MPEG 1; MPEG 2 has half of it, 2.5 a quarter. */
const RATES = [44_100, 48_000, 32_000] as const
const LAYER_III = 1
const MPEG_1 = 3
const MPEG_2_5 = 0

/** Bytes of a frame of layer III; null for another layer or a free or forbidden bitrate. */
function frameBytes(head: Buffer): number | null {
  const version = (head.readUInt8(1) >> 3) & 3
  if (((head.readUInt8(1) >> 1) & 3) !== LAYER_III) return null
  const kbps = (version === MPEG_1 ? BITRATES.first : BITRATES.second)[head.readUInt8(2) >> 4]
  const rate = RATES[(head.readUInt8(2) >> 2) & 3]
  if (kbps === undefined || kbps === 0 || rate === undefined) return null
  const hz = version === MPEG_1 ? rate : version === MPEG_2_5 ? rate / 4 : rate / 2
  const padding = (head.readUInt8(2) >> 1) & 1
  return Math.floor(((version === MPEG_1 ? 144_000 : 72_000) * kbps) / hz) + padding
}
