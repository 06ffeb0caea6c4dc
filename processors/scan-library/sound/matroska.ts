import type { FileSpan, ByteSource } from './byte-source.ts'

/** Identifiers of elements (RFC 9559, section 5.1). */
const EBML = 0x1a45dfa3
const SEGMENT = 0x18538067
const CLUSTER = 0x1f43b675
const TRACKS = 0x1654ae6b
const TRACK_ENTRY = 0xae
const TRACK_NUMBER = 0xd7
const TRACK_TYPE = 0x83
const SIMPLE_BLOCK = 0xa3
const BLOCK_GROUP = 0xa0
const BLOCK = 0xa1

const PARENTS: ReadonlySet<number> = new Set([SEGMENT, CLUSTER, TRACKS, BLOCK_GROUP])
const SOUND_TRACK = 2
/** Behind the number of the track, a block has its time and its flags. */
const BLOCK_HEADER_BYTES = 3
const MOST_TRACKS = 1000

interface Element extends FileSpan {
  readonly id: number
}

/** The blocks of all sound tracks, in the order of the file. Nothing when this is no Matroska and no WebM. */
export async function* matroskaSound(source: ByteSource, { start, end }: FileSpan): AsyncGenerator<FileSpan> {
  if ((await elementAt(source, start, end))?.id !== EBML) return
  const sounds = new Set<number>()
  for (let at = start; at < end;) {
    const element = await elementAt(source, at, end)
    if (element === null) return
    at = PARENTS.has(element.id) ? element.start : element.end
    if (element.id === TRACK_ENTRY && sounds.size < MOST_TRACKS) {
      const number = await soundTrackNumber(source, element)
      if (number !== null) sounds.add(number)
    } else if (element.id === SIMPLE_BLOCK || element.id === BLOCK) {
      const track = vint(await source.read(element.start, 8), true)
      const from = element.start + (track?.bytes ?? 0) + BLOCK_HEADER_BYTES
      if (track !== null && sounds.has(track.value) && from < element.end) yield { start: from, end: element.end }
    }
  }
}

/** @returns null for a track of something else. */
async function soundTrackNumber(source: ByteSource, entry: Element): Promise<number | null> {
  let [number, type] = [0, 0]
  for (let at = entry.start; at < entry.end;) {
    const element = await elementAt(source, at, entry.end)
    if (element === null) break
    const length = element.end - element.start
    if (length >= 1 && length <= 6) {
      const value = (await source.read(element.start, length)).readUIntBE(0, length)
      if (element.id === TRACK_NUMBER) number = value
      if (element.id === TRACK_TYPE) type = value
    }
    at = element.end
  }
  return type === SOUND_TRACK ? number : null
}

/** Null at the end, and where no element can begin. An element of unknown size reaches to the end of its parent. */
async function elementAt(source: ByteSource, at: number, end: number): Promise<Element | null> {
  const header = await source.read(at, 12)
  const id = vint(header, false)
  const size = id === null ? null : vint(header.subarray(id.bytes), true)
  if (id === null || size === null) return null
  const start = at + id.bytes + size.bytes
  if (start > end) return null
  return { id: id.value, start, end: size.isUnknown ? end : Math.min(end, start + size.value) }
}

/** A number of variable size (RFC 8794, section 4). @param isSize whether the bit that marks the length is taken off. */
function vint(bytes: Buffer, isSize: boolean): { value: number; bytes: number; isUnknown: boolean } | null {
  const first = bytes[0]
  if (first === undefined || first === 0) return null
  const length = Math.clz32(first) - 23
  if (bytes.length < length) return null
  let value = isSize ? first & (0xff >> length) : first
  for (const byte of bytes.subarray(1, length)) value = value * 256 + byte
  return { value, bytes: length, isUnknown: isSize && value === 2 ** (7 * length) - 1 }
}
