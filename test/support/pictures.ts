import { crc32, deflateSync } from 'node:zlib'

/** Pictures of 24 by 16 pixels, all of the colour 200, 40, 60 (the grey one of its luminance), as Pillow 12 writes them. */
const BASE64 = {
  jpeg: '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAQABgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFgEBAQEAAAAAAAAAAAAAAAAAAAQG/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AkAJWtAAf/9k=',
  progressiveJpeg:
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wgARCAAQABgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAWAQEBAQAAAAAAAAAAAAAAAAAAAwX/2gAMAwEAAhADEAAAAYxLWA//xAAUEAEAAAAAAAAAAAAAAAAAAAAg/9oACAEBAAEFAl//xAAUEQEAAAAAAAAAAAAAAAAAAAAQ/9oACAEDAQE/AT//xAAUEQEAAAAAAAAAAAAAAAAAAAAQ/9oACAECAQE/AT//xAAUEAEAAAAAAAAAAAAAAAAAAAAg/9oACAEBAAY/Al//xAAUEAEAAAAAAAAAAAAAAAAAAAAg/9oACAEBAAE/IV//2gAMAwEAAgADAAAAEPff/8QAFBEBAAAAAAAAAAAAAAAAAAAAEP/aAAgBAwEBPxA//8QAFBEBAAAAAAAAAAAAAAAAAAAAEP/aAAgBAgEBPxA//8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQABPxBf/9k=',
  cmykJpeg:
    '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwANCQoLCggNCwoLDg4NDxMgFRMSEhMnHB4XIC4pMTAuKS0sMzpKPjM2RjcsLUBXQUZMTlJTUjI+WmFaUGBKUVJP/8AAFAgAEAAYBEMRAE0RAFkRAEsRAP/EABYAAQEBAAAAAAAAAAAAAAAAAAAGB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAOBEMATQBZAEsAAD8ArESlWnAAAAAAA//Z',
  greyJpeg:
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//wAALCAAQABgBAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AJAAP//Z',
  palettePng:
    'iVBORw0KGgoAAAANSUhEUgAAABgAAAAQAQMAAAA26i3WAAAAA1BMVEXIKDxK9CgPAAAADElEQVR4nGNgoAwAAABAAAG3NHzvAAAAAElFTkSuQmCC',
  gif: 'R0lGODdhGAAQAIEAAMgoPAAAAAAAAAAAACwAAAAAGAAQAEAIIgABCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLFixgzatxoMCAAOw==',
  webp: 'UklGRkAAAABXRUJQVlA4IDQAAADQAgCdASoYABAAPrVInkmnJCKhMAgA4BaJQBadBaSAAP7paRe5aKRX/yU/+8r/Xdsx4gAA',
  losslessWebp: 'UklGRh4AAABXRUJQVlA4TBEAAAAvF8ADAAdQlCKXp/+BiOh/AAA=',
  alphaWebp:
    'UklGRmwAAABXRUJQVlA4WAoAAAAQAAAAFwAADwAAQUxQSBIAAAABDzD/ERFCLJj4S68/goj+p25WUDggNAAAANACAJ0BKhgAEAA+tUieSackIqEwCADgFolAFp0FpIAA/ulpF7lopFf/JT/7yv9d2zHiAAA=',
} as const

export type PictureName = keyof typeof BASE64

export const PICTURE_NAMES = Object.keys(BASE64) as readonly PictureName[]

export function picture(name: PictureName): Buffer {
  return Buffer.from(BASE64[name], 'base64')
}

export interface PngOptions {
  /** Red, green, blue, and opacity where there is a fourth. */
  readonly colour?: readonly number[]
  readonly bits?: 8 | 16
  /** Whether the pixels are noise, which does not compress. */
  readonly noise?: boolean
}

/** A PNG of one colour (W3C, "Portable Network Graphics", third edition). */
export function png(width: number, height: number, options: PngOptions = {}): Buffer {
  const { colour = [200, 40, 60], bits = 8, noise = false } = options
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([bits, colour.length === 4 ? 6 : 2], 8)
  const pixel = Buffer.from(colour.flatMap((value) => (bits === 16 ? [value, value] : [value])))
  const row = 1 + width * pixel.length
  const rows = Buffer.alloc(height * row)
  let seed = 1
  for (let y = 0; y < height; y += 1)
    for (let at = y * row + 1; at < (y + 1) * row; at += 1) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      rows[at] = noise ? seed >>> 24 : (pixel[(at - y * row - 1) % pixel.length] ?? 0)
    }
  const chunk = (type: string, body: Uint8Array) => {
    const named = Buffer.concat([Buffer.from(type), body])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(body.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const pixels = deflateSync(rows, { level: noise ? 0 : 1 })
  return Buffer.concat([magic, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

/** A BMP of one colour, 24 bits a pixel. */
export function bmp(width: number, height: number): Buffer {
  const row = Math.ceil((3 * width) / 4) * 4
  const bytes = Buffer.alloc(54 + row * height, Buffer.from([60, 40, 200]))
  bytes.fill(0, 0, 54)
  bytes.write('BM', 'latin1')
  bytes.writeUInt32LE(bytes.length, 2)
  bytes.writeUInt32LE(54, 10)
  bytes.writeUInt32LE(40, 14)
  bytes.writeInt32LE(width, 18)
  bytes.writeInt32LE(height, 22)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(24, 28)
  return bytes
}
