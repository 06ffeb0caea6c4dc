/** The picture formats that are shown. SVG, which can carry a script, is none of them. */
export type PictureType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp' | 'image/bmp'

export interface PictureHeader {
  readonly type: PictureType
  readonly width: number
  readonly height: number
}

/**
 * What a picture says of itself at its beginning, whatever its tag or its name claims. Null: it is of no format that is shown,
 * or is damaged before its size is told. No pixel is decoded.
 */
export function pictureHeader(bytes: Uint8Array): PictureHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const header = headerOf(view)
    return header !== null && header.width > 0 && header.height > 0 ? header : null
  } catch (error) {
    if (error instanceof RangeError) return null // it ends within its header
    throw error
  }
}

function headerOf(view: DataView): PictureHeader | null {
  if (has(view, 0, '\xff\xd8\xff')) return jpegHeader(view)
  if (has(view, 0, '\x89PNG\r\n\x1a\n') && has(view, 12, 'IHDR'))
    return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
  if (has(view, 0, 'GIF8'))
    return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) }
  if (has(view, 0, 'RIFF') && has(view, 8, 'WEBP')) return webpHeader(view)
  if (has(view, 0, 'BM') && view.getUint32(14, true) >= BMP_INFO_BYTES)
    return { type: 'image/bmp', width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) }
  return null
}

/** Of BITMAPINFOHEADER; later headers are longer and begin alike. The height of a picture stored from its top is negative. */
const BMP_INFO_BYTES = 40

/**
 * The frame header (SOF) of a JPEG stands among other segments (ITU-T T.81, annex B): of the markers C0 to CF three are of
 * other meaning, and of the processes only those of Huffman coding in one frame are in use.
 */
function jpegHeader(view: DataView): PictureHeader | null {
  for (let at = 2; view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at += 1
    else if (JPEG_FRAMES.has(marker))
      return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    else if (marker === JPEG_SCAN || marker === JPEG_END) return null
    else at += 2 + view.getUint16(at + 2)
  }
  return null
}

/** Baseline, extended sequential, progressive. */
const JPEG_FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2])
const JPEG_SCAN = 0xda
const JPEG_END = 0xd9

/** RFC 9649, sections 2.5 to 2.7. */
function webpHeader(view: DataView): PictureHeader | null {
  const sized = (width: number, height: number): PictureHeader => ({ type: 'image/webp', width, height })
  if (has(view, 12, 'VP8X')) return sized(1 + uint24(view, 24), 1 + uint24(view, 27))
  if (has(view, 12, 'VP8 ')) return sized(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
  if (!has(view, 12, 'VP8L')) return null
  const bits = view.getUint32(21, true)
  return sized(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff))
}

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)

function has(view: DataView, at: number, magic: string): boolean {
  for (let i = 0; i < magic.length; i += 1)
    if (at + i >= view.byteLength || view.getUint8(at + i) !== magic.charCodeAt(i)) return false
  return true
}
