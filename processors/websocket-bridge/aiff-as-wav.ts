import type { TrackPart } from './transcoded-mp3.ts'

/** Where the samples of an AIFF file are, and how a WAV file of the same samples begins. */
export interface WavView {
  readonly header: Uint8Array
  /** Offset of the samples in the AIFF file. */
  readonly samplesAt: number
  readonly sampleBytes: number
  /** Bytes of one sample of one channel. */
  readonly width: number
  readonly change: 'none' | 'swapped' | 'unsigned'
}

/** Byte order and kind of the encodings of AIFF-C that are plain samples. */
const ENCODINGS: Readonly<Record<string, { readonly isLittle: boolean; readonly isFloat: boolean }>> = {
  NONE: { isLittle: false, isFloat: false },
  twos: { isLittle: false, isFloat: false },
  in24: { isLittle: false, isFloat: false },
  in32: { isLittle: false, isFloat: false },
  sowt: { isLittle: true, isFloat: false },
  fl32: { isLittle: false, isFloat: true },
  FL32: { isLittle: false, isFloat: true },
  fl64: { isLittle: false, isFloat: true },
}

/** Of the chunk that describes the samples, without the encoding of AIFF-C. */
const COMMON_BYTES = 18
const HEADER_BYTES = 44
/** The length of a RIFF file stands in 32 bits. */
const MAX_WAV_BYTES = 2 ** 32 - 1
const PCM = 1
const IEEE_FLOAT = 3

/**
 * Reads the chunks of an AIFF or AIFF-C file (Apple, "Audio Interchange File Format", version 1.3).
 * @param head its first bytes. @param part of the sound, ms; null: from its start, to its end. @returns null when it is none, its samples are encoded, or they begin behind those bytes.
 */
export function aiffAsWav(head: Uint8Array, fileBytes: number, part: TrackPart): WavView | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const kind = text(head, 8)
  if (text(head, 0) !== 'FORM' || (kind !== 'AIFF' && kind !== 'AIFC')) return null
  let common: Common | null = null
  for (let at = 12; at + 16 <= head.length;) {
    const [id, length] = [text(head, at), view.getUint32(at + 4)]
    if (id === 'COMM' && length >= COMMON_BYTES && at + 8 + length <= head.length)
      common = commonAt(view, at + 8, kind === 'AIFC' ? length : COMMON_BYTES)
    if (id === 'SSND') {
      const samplesAt = at + 16 + view.getUint32(at + 8)
      return common && viewOf(common, samplesAt, Math.min(length - 8, fileBytes - samplesAt), part)
    }
    at += 8 + length + (length % 2)
  }
  return null
}

interface Common {
  readonly channels: number
  readonly bits: number
  readonly rateHz: number
  readonly encoding: string
}

function commonAt(view: DataView, at: number, length: number): Common {
  return {
    channels: view.getUint16(at),
    bits: view.getUint16(at + 6),
    rateHz: extended(view, at + 8),
    encoding: length >= 22 ? text(new Uint8Array(view.buffer, view.byteOffset), at + 18) : 'NONE',
  }
}

/** A number of 80 bits: sign and exponent of 16, then 64 of which the first is the integer part (IEEE 754, extended). */
function extended(view: DataView, at: number): number {
  return view.getUint32(at + 2) * 2 ** ((view.getUint16(at) & 0x7fff) - 16_383 - 31)
}

function viewOf(
  { channels, bits, rateHz, encoding }: Common,
  allAt: number,
  available: number,
  { startMs, endMs }: TrackPart,
): WavView | null {
  const kind = ENCODINGS[encoding]
  const width = Math.ceil(bits / 8)
  const isRate = rateHz >= 1 && rateHz < 2 ** 32
  if (kind === undefined || channels === 0 || width === 0 || width > (kind.isFloat ? 8 : 4) || !isRate) return null
  const block = channels * width
  const samples = Math.floor(Math.max(0, available) / block)
  const [first = 0, end = samples] = [startMs, endMs].map((ms) => (ms === null ? undefined : Math.min(samples, Math.round((ms * rateHz) / 1_000)))) // prettier-ignore
  const samplesAt = allAt + first * block
  const sampleBytes = (end - first) * block
  if (sampleBytes <= 0 || HEADER_BYTES + sampleBytes > MAX_WAV_BYTES) return null
  const header = new Uint8Array(HEADER_BYTES)
  const out = new DataView(header.buffer)
  const put = (at: number, letters: string) =>
    header.set(
      Array.from(letters, (letter) => letter.charCodeAt(0)),
      at,
    )
  put(0, 'RIFF')
  out.setUint32(4, HEADER_BYTES - 8 + sampleBytes, true)
  put(8, 'WAVEfmt ')
  out.setUint32(16, 16, true)
  out.setUint16(20, kind.isFloat ? IEEE_FLOAT : PCM, true)
  out.setUint16(22, channels, true)
  out.setUint32(24, Math.round(rateHz), true)
  out.setUint32(28, Math.round(rateHz) * block, true)
  out.setUint16(32, block, true)
  out.setUint16(34, 8 * width, true)
  put(36, 'data')
  out.setUint32(40, sampleBytes, true)
  // WAV stores samples of one byte unsigned, AIFF signed.
  const change = width === 1 ? 'unsigned' : kind.isLittle ? 'none' : 'swapped'
  return { header, samplesAt, sampleBytes, width, change }
}

/** Turns whole samples of AIFF into those of WAV, in place. */
export function asWavSamples(bytes: Uint8Array, { width, change }: Pick<WavView, 'width' | 'change'>): void {
  if (change === 'none') return
  for (let at = 0; at + width <= bytes.length; at += width) {
    if (change === 'unsigned') bytes[at] = (bytes[at] ?? 0) ^ 0x80
    else bytes.subarray(at, at + width).reverse()
  }
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
