/** One page of an Ogg file (RFC 3533, section 6). */
export interface OggPage {
  /** Of the logical stream. */
  readonly serial: number
  readonly isFirst: boolean
  readonly isLast: boolean
  /** Bytes of the page, its header included. */
  readonly bytes: number
  /** Offset of its packets in the page. */
  readonly packetsAt: number
}

const HEAD_BYTES = 27
const FIRST = 2
const LAST = 4
/** 'OggS', and version 0. */
const MAGIC = [0x4f, 0x67, 0x67, 0x53, 0]

/** Null where no page begins; undefined where the bytes end within its header. */
export function oggPageAt(bytes: Uint8Array, at: number): OggPage | null | undefined {
  for (const [i, byte] of MAGIC.entries()) {
    if (at + i >= bytes.length) return undefined
    if (bytes[at + i] !== byte) return null
  }
  const segments = bytes[at + HEAD_BYTES - 1]
  if (segments === undefined || at + HEAD_BYTES + segments > bytes.length) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset + at)
  let body = 0
  for (const length of bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + segments)) body += length
  const flags = view.getUint8(5)
  return {
    serial: view.getUint32(14, true),
    isFirst: (flags & FIRST) !== 0,
    isLast: (flags & LAST) !== 0,
    bytes: HEAD_BYTES + segments + body,
    packetsAt: HEAD_BYTES + segments,
  }
}

const CODECS = [
  ['\x01vorbis', 'vorbis'],
  ['OpusHead', 'opus'],
  ['\x7fFLAC', 'flac'],
] as const
const SPEEX = 'Speex   '

/** The codecs in Ogg that are decoded without ffmpeg. */
export type OggCodec = (typeof CODECS)[number][1]

export interface OggBeginning {
  /** Of the first logical stream that can be decoded; null when none can. */
  readonly codec: OggCodec | null
  /** Whether other logical streams stand beside it, such as a skeleton or a video. */
  readonly isMixed: boolean
  readonly hasSpeex: boolean
}

/** What an Ogg file begins with: the first pages of all logical streams come before any other page (RFC 3533, section 4). */
export function oggBeginning(head: Uint8Array): OggBeginning {
  let codec: OggCodec | null = null
  let [streams, hasSpeex] = [0, false]
  for (let at = 0; ;) {
    const page = oggPageAt(head, at)
    if (!page?.isFirst) return { codec, isMixed: streams > 1, hasSpeex }
    streams += 1
    codec ??= codecOf(head, at + page.packetsAt)
    hasSpeex ||= startsWith(head, SPEEX, at + page.packetsAt)
    at += page.bytes
  }
}

/** The first packet of a logical stream names its codec. */
function codecOf(bytes: Uint8Array, at: number): OggCodec | null {
  return CODECS.find(([magic]) => startsWith(bytes, magic, at))?.[1] ?? null
}

function startsWith(bytes: Uint8Array, magic: string, at: number): boolean {
  for (let i = 0; i < magic.length; i += 1) if (bytes[at + i] !== magic.charCodeAt(i)) return false
  return true
}

/**
 * Leaves of an Ogg file the pages of one logical stream of a codec, and of those that follow it in a chained file. What is
 * no page is left out.
 * @returns called with the bytes of the file, piece by piece; gives the pages that are complete.
 */
export function oneOggStream(codec: OggCodec): (piece: Uint8Array) => Uint8Array {
  let rest: Uint8Array = new Uint8Array()
  let kept: number | null = null
  return (piece) => {
    const bytes = joined([rest, piece])
    const pages: Uint8Array[] = []
    let at = 0
    while (at < bytes.length) {
      const page = oggPageAt(bytes, at)
      if (page === undefined || (page !== null && at + page.bytes > bytes.length)) break
      if (page === null) {
        at += 1
        continue
      }
      if (page.isFirst && kept === null && codecOf(bytes, at + page.packetsAt) === codec) kept = page.serial
      if (page.serial === kept) {
        pages.push(bytes.subarray(at, at + page.bytes))
        if (page.isLast) kept = null
      }
      at += page.bytes
    }
    rest = bytes.slice(at)
    return joined(pages)
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
