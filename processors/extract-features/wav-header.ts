const TAG_BYTES = 4
const HEAD_BYTES = 8
const RIFF_BYTES = 12

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const RIFF = latin1('RIFF')
/** Lengths as in a file that is still being written: up to its end. */
const UNKNOWN_RIFF = latin1('RIFF\xff\xff\xff\xffWAVE')
const UNKNOWN_DATA = latin1('data\xff\xff\xff\xff')

/** A RIFF header with nothing but the format and the beginning of the data, and where the data begins in the file. */
export interface WavHeader {
  readonly plain: Uint8Array
  readonly dataAt: number
}

/**
 * Removes every chunk between format and data (tags, cue points, padding) from a WAV header. A chunk of odd length is
 * followed by a byte of padding (Microsoft, "Multimedia Programming Interface and Data Specifications 1.0", chapter 2).
 * @param bytes the beginning of a WAV file.
 * @returns null while the data chunk is not reached, or when no format precedes it.
 */
export function plainWavHeader(bytes: Uint8Array): WavHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let format: Uint8Array | null = null
  for (let at = RIFF_BYTES; at + HEAD_BYTES <= bytes.length;) {
    const tag = String.fromCharCode(...bytes.subarray(at, at + TAG_BYTES))
    const length = view.getUint32(at + TAG_BYTES, true)
    const end = at + HEAD_BYTES + length
    if (tag === 'data') {
      if (format === null) return null
      const dataAt = at + HEAD_BYTES
      const isLarge = bytes[1] !== RIFF[1] // RF64 or BW64: its lengths of 64 bits stand elsewhere, and none is needed
      const data = isLarge ? UNKNOWN_DATA : bytes.subarray(at, dataAt)
      const riff = isLarge ? UNKNOWN_RIFF : bytes.subarray(0, RIFF_BYTES)
      return { plain: joined([riff, format, data]), dataAt }
    }
    if (tag === 'fmt ' && end <= bytes.length) format = bytes.subarray(at, end + (length % 2))
    at = end + (length % 2)
  }
  return null
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
