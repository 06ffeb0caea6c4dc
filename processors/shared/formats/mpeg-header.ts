/** The four bytes at the start of an MPEG audio frame (ISO/IEC 11172-3 section 2.4.1.3, 13818-3 for version 2). */
export interface MpegHeader {
  readonly layer: 1 | 2 | 3
  readonly channels: 1 | 2
  /** From this header to the next. */
  readonly frameBytes: number
}

// kbit/s by bitrate index; free format (0) and the forbidden index (15) are not supported.
const KBPS_1 = {
  1: [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
}
const KBPS_2 = {
  1: [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  3: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
}
/** Sample rates of MPEG 1; version 2 halves them, version 2.5 again. */
const RATES_HZ = [44_100, 48_000, 32_000]
const LAYERS = [null, 3, 2, 1] as const

/** Null: no MPEG audio frame begins at this place. */
export function mpegHeader(bytes: Uint8Array, at: number): MpegHeader | null {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = bytes.subarray(at, at + 4)
  if (b0 !== 0xff || (b1 & 0xe0) !== 0xe0) return null
  const version = (b1 >> 3) & 3 // 0: 2.5, 1: reserved, 2: 2, 3: 1
  const layer = LAYERS[(b1 >> 1) & 3] ?? null
  const rate = RATES_HZ[(b2 >> 2) & 3]
  if (version === 1 || layer === null || rate === undefined) return null
  const kbps = (version === 3 ? KBPS_1 : KBPS_2)[layer][b2 >> 4] ?? 0
  if (kbps === 0) return null
  const rateHz = rate / (version === 3 ? 1 : version === 2 ? 2 : 4)
  const padding = (b2 >> 1) & 1
  const slots = layer === 1 ? 12 : layer === 3 && version !== 3 ? 72 : 144
  const frameBytes = (Math.floor((slots * 1000 * kbps) / rateHz) + padding) * (layer === 1 ? 4 : 1)
  return { layer, channels: b3 >> 6 === 3 ? 1 : 2, frameBytes }
}

/** The first frame that is followed by one of the same layer: a sync word alone may be a coincidence. */
export function firstMpegFrame(bytes: Uint8Array): MpegHeader | null {
  for (let at = 0; at + 4 <= bytes.length; at += 1) {
    const header = mpegHeader(bytes, at)
    if (header !== null && mpegHeader(bytes, at + header.frameBytes)?.layer === header.layer) return header
  }
  return null
}
