const MAGIC_BYTES = 4
const HEADER_BYTES = 4
const LAST = 0x80
/** Block types of RFC 9639, section 8.1. */
const STREAMINFO = 0
const VORBIS_COMMENT = 4
/** Where the 36 bits of the number of samples end in STREAMINFO (RFC 9639, section 8.2). */
const TOTAL_SAMPLES_END = 18
const VENDOR = 'Slipstream'

/** One comment: a field name, such as TITLE, and its value. */
export type Comment = readonly [name: string, value: string]

/**
 * The same FLAC file with these Vorbis comments (RFC 9639, section 8.6) in place of its own metadata, and with its length
 * in STREAMINFO, which an encoder that writes to a stream cannot know.
 * @param samples per channel.
 * @throws {Error} when the bytes do not begin like a FLAC file.
 */
export function withComments(flac: Uint8Array, samples: number, comments: readonly Comment[]): Uint8Array {
  const view = new DataView(flac.buffer, flac.byteOffset, flac.byteLength)
  if (flac.length < MAGIC_BYTES + HEADER_BYTES || new TextDecoder().decode(flac.subarray(0, MAGIC_BYTES)) !== 'fLaC')
    throw new Error('These bytes are not a FLAC file: they do not begin with fLaC.')
  let info: Uint8Array | null = null
  let position = MAGIC_BYTES
  for (let last = false; !last;) {
    const header = view.getUint32(position)
    const body = position + HEADER_BYTES
    last = ((header >>> 24) & LAST) !== 0
    position = body + (header & 0xffffff)
    if (((header >>> 24) & 0x7f) === STREAMINFO) info = Uint8Array.from(flac.subarray(body, position))
  }
  if (info === null) throw new Error('This FLAC file has no STREAMINFO block.')
  setTotalSamples(info, samples)
  return joined([
    flac.subarray(0, MAGIC_BYTES),
    block(STREAMINFO, info),
    block(VORBIS_COMMENT | LAST, commentBody(comments)),
    flac.subarray(position),
  ])
}

function setTotalSamples(info: Uint8Array, samples: number): void {
  const view = new DataView(info.buffer, info.byteOffset, info.byteLength)
  view.setUint32(TOTAL_SAMPLES_END - 4, samples % 2 ** 32)
  const shared = view.getUint8(TOTAL_SAMPLES_END - 5)
  view.setUint8(TOTAL_SAMPLES_END - 5, (shared & 0xf0) | (Math.floor(samples / 2 ** 32) & 0x0f))
}

function block(type: number, body: Uint8Array): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES)
  new DataView(header.buffer).setUint32(0, type * 2 ** 24 + body.length)
  return joined([header, body])
}

/** Lengths are little-endian here, unlike everywhere else in FLAC. */
function commentBody(comments: readonly Comment[]): Uint8Array {
  const texts = comments.map(([name, value]) => text(`${name}=${value}`))
  return joined([text(VENDOR), littleEndian(comments.length), ...texts])
}

function text(value: string): Uint8Array {
  const bytes = new TextEncoder().encode(value)
  return joined([littleEndian(bytes.length), bytes])
}

function littleEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let position = 0
  for (const part of parts) {
    out.set(part, position)
    position += part.length
  }
  return out
}
