import type { FileSpan, ByteSource } from './byte-source.ts'

const PAGE_HEADER_BYTES = 27
const BEGINS = 0x02
/** Of one file; a chain has one after the other. */
const MOST_STREAMS = 10_000
/** What is looked at of a stream's first packet. */
const FIRST_PACKET_BYTES = 80

/** How a stream of sound begins, and how many of its packets hold no sound: identification, comments, set-up. */
const CODECS: readonly { readonly magic: string; readonly least: number; headers(first: Buffer): number }[] = [
  { magic: '\u0001vorbis', least: 7, headers: () => 3 }, // Vorbis I, section 4.2
  { magic: 'OpusHead', least: 8, headers: () => 2 }, // RFC 7845, section 3
  { magic: '\u007fFLAC', least: 9, headers: (first) => 1 + (first.readUInt16BE(7) || 1) }, // RFC 9639, section 10.1; 0 is "not known"
  { magic: 'Speex   ', least: 72, headers: (first) => 2 + first.readUInt32LE(68) }, // Speex manual, section 8: extra headers
]

interface Stream {
  /** Packets left that hold no sound; null for a stream of something else. */
  headers: number | null
}

/**
 * The packets of all streams of sound, chained ones too, without their headers (RFC 3533): comments may be of any size,
 * and change how packets lie in pages. Pages are followed, not searched for: what lies behind damage is left out.
 */
export async function* oggSound(source: ByteSource, { start, end }: FileSpan): AsyncGenerator<FileSpan> {
  const streams = new Map<number, Stream>()
  for (let at = start; at + PAGE_HEADER_BYTES <= end;) {
    const page = await pageAt(source, at)
    if (page === null) return
    const body = at + PAGE_HEADER_BYTES + page.lacing.length
    if ((page.flags & BEGINS) !== 0) {
      if (streams.size >= MOST_STREAMS) return
      streams.set(page.serial, streamOf(await source.read(body, Math.min(page.bytes, FIRST_PACKET_BYTES))))
    }
    const stream = streams.get(page.serial)
    if (stream !== undefined && stream.headers !== null) yield soundOfPage(stream, page.lacing, body)
    at = body + page.bytes
  }
}

interface Page {
  readonly flags: number
  readonly serial: number
  /** Lengths of the segments. A packet ends with the first that is shorter than 255. */
  readonly lacing: Buffer
  readonly bytes: number
}

async function pageAt(source: ByteSource, at: number): Promise<Page | null> {
  const header = await source.read(at, PAGE_HEADER_BYTES)
  if (header.length < PAGE_HEADER_BYTES || header.toString('latin1', 0, 4) !== 'OggS') return null
  const [flags, serial, segments] = [header.readUInt8(5), header.readUInt32LE(14), header.readUInt8(26)]
  const lacing = await source.read(at + PAGE_HEADER_BYTES, segments)
  return { flags, serial, lacing, bytes: lacing.reduce((sum, length) => sum + length, 0) }
}

function streamOf(first: Buffer): Stream {
  const codec = CODECS.find(({ magic, least }) => first.length >= least && first.toString('latin1', 0, magic.length) === magic) // prettier-ignore
  if (codec === undefined) return { headers: null }
  return { headers: codec.headers(first) }
}

/** The part of a page behind the last header packet that it ends. */
function soundOfPage(stream: Stream, lacing: Buffer, body: number): FileSpan {
  let at = body
  for (const length of lacing) {
    if (stream.headers === 0) break
    at += length
    if (length < 255 && stream.headers !== null) stream.headers -= 1
  }
  const end = body + lacing.reduce((sum, length) => sum + length, 0)
  return { start: at, end }
}
